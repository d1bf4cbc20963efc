// The document of the product's own endpoints: it has the form of AsyncAPI 3.0.0, it is true,
// and docs/wire/ says the same.
#include "consumers/document/asyncapi.hpp"

#include "consumers/wire/envelope.hpp"
#include "endpoints/routes.hpp"
#include "model/event.hpp"
#include "tests/consumers/document/document_checks.hpp"
#include "tests/endpoints/client_actions.hpp"
#include "tests/support/wire_samples.hpp"

#include <set>

namespace vestnik::endpoints::asyncapi_tests {

TEST_SUITE_BEGIN("endpoints/asyncapi");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

struct fixture {
  described_routes aut{routes(test_echo::on, 1'000).value()};
};

std::string text_of(const json::value& text) { return std::string{text.as_string()}; }

/// The name of the message of `/ws` that a frame of docs/wire/ is.
std::string message_of(const tests::wire_sample& sample, const json::value& frame) {
  const auto& payload = described_routes::payload_of(frame);
  if (sample.is("event"))
    return "rooms." + text_of(payload.at("event")) + ".event";
  if (sample.is("reply") && !payload.at("errors").as_array().empty())
    return "refusal";
  return text_of(frame.at("stream")) + "." + text_of(payload.at("action")) +
         (sample.is("reply") ? ".reply" : "");
}

} // namespace

TEST_CASE_FIXTURE(fixture, "the document has the form of AsyncAPI 3.0.0") { check_form(aut); }

TEST_CASE_FIXTURE(fixture, "title and version are the program's") {
  CHECK(aut.document.at("info") == json::value{{"title", "Test"}, {"version", "1.2"}});
}

TEST_CASE_FIXTURE(fixture, "every operation is served as the document says") {
  std::set<std::string> operations;
  for (const auto& action : client_actions())
    operations.insert("ws." + action);
  CHECK(check_each_request(aut, check_granted) == operations);
}

TEST_CASE_FIXTURE(fixture, "a required argument that is left out is refused by its name") {
  CHECK(check_each_request(aut, check_required).size() == client_actions().size());
}

TEST_CASE_FIXTURE(fixture, "an argument that is not required may be left out") {
  check_each_request(aut, check_optional);
}

TEST_CASE_FIXTURE(fixture, "arguments are of the types that the document says, and of no others") {
  check_each_request(aut, check_types);
}

TEST_CASE_FIXTURE(fixture, "a field that the document does not have is refused by its name") {
  check_each_request(aut, check_unknown_field);
}

TEST_CASE_FIXTURE(fixture, "an action that is not in the document is refused") {
  check_each_request(aut, check_unknown_action);
}

TEST_CASE_FIXTURE(fixture, "a stream that is not in the document is refused") {
  const auto& channel = aut.document.at("channels").at("ws").as_object();
  const auto answer = aut.ask(
      channel, json::object{{"stream", "no_such"},
                            {"payload", json::object{{"action", "list"}, {"request_id", "1"}}}});
  CHECK(described_routes::refusal_of(answer) == "malformed stream");
  CHECK(aut.schemas.allows(channel.at("messages").at("refusal").at("payload"), answer));
}

TEST_CASE_FIXTURE(fixture, "events are as the document says") {
  std::set<std::string> documented;
  for (const auto& operation : aut.operations())
    if (operation.is("send") && operation.said.at("channel").at("$ref") == "#/channels/ws")
      documented.insert(operation.name);
  std::set<std::string> known;
  for (const auto& row : model::event_table) {
    if (row.heard_by != model::audience::clients)
      continue;
    const auto name = "ws.rooms." + std::string{row.name} + ".event";
    known.insert(name);
    const model::event sent{model::room_of(model::chat_id{42}), 7, row.kind, {}, R"({"a":1})"};
    const auto frame = model::parse_json(encode_event(sent, wire_form::multiplexed)).value();
    const auto& operation = aut.document.at("operations").at(name).as_object();
    CHECK_MESSAGE(aut.schemas.allows(aut.payload(operation.at("messages").at(0)), frame), name);
  }
  CHECK(documented == known);
}

TEST_CASE_FIXTURE(fixture, "the samples of docs/wire are as the document says") {
  const auto& messages = aut.document.at("channels").at("ws").at("messages").as_object();
  int samples = 0;
  for (const auto& sample : tests::wire_samples()) {
    if (!sample.is("request") && !sample.is("reply") && !sample.is("event"))
      continue;
    CAPTURE(sample.place);
    const auto frame = model::parse_json(sample.text).value();
    const auto& schema = messages.at(message_of(sample, frame)).at("payload");
    CHECK(aut.schemas.allows(schema, frame));
    ++samples;
  }
  CHECK(samples > 50);
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::asyncapi_tests
