// Keeps the document of the endpoints true: everything in it is tried on the routes that it
// was made of.
#include "consumers/document/asyncapi.hpp"
#include "model/event.hpp"
#include "tests/consumers/described_routes.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>

namespace vestnik::consumers::asyncapi_truth_tests {

TEST_SUITE_BEGIN("consumers/document/asyncapi");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

using operation = described_routes::operation;

std::string text_of(const json::value& of) { return std::string{of.as_string()}; }

/// Operations with requests, each with a frame as its schema would have it.
template <class Body>
int for_each_request(described_routes& aut, Body body) {
  int count = 0;
  for (const auto& one : aut.operations()) {
    if (!one.said.contains("reply"))
      continue;
    CAPTURE(one.name);
    const auto& schema = aut.payload(one.said.at("messages").at(0));
    body(one, schema, aut.schemas.sample(schema));
    ++count;
  }
  return count;
}

/// The schema of the payload within the schema of a frame.
const json::value& payload_schema(const json_schemas& in, const json::value& frame) {
  const auto& properties = in.at(frame).at("properties").as_object();
  return properties.contains("stream") ? in.at(properties.at("payload")) : in.at(frame);
}

bool is_filter(const operation& one, std::string_view name) {
  const auto& filters = one.said.at("x-filters").as_array();
  return std::ranges::find(filters, json::value(name)) != filters.end();
}

/// Calls `body` with the path, as a JSON pointer, and the name of each required member, and
/// of those of members.
template <class Body>
void for_each_required(const json_schemas& in, const json::value& schema, const std::string& path,
                       const Body& body) {
  const auto& object = in.at(schema).as_object();
  if (const auto* required = object.if_contains("required"))
    for (const auto& name : required->as_array())
      body(path, text_of(name));
  if (const auto* properties = object.if_contains("properties"))
    for (const auto& [name, inner] : properties->as_object())
      for_each_required(in, inner, path + "/" + std::string{name}, body);
}

/// Values of all kinds, some of which every schema refuses.
const json::array probes{nullptr,
                         true,
                         -1,
                         0,
                         1,
                         1.5,
                         1'000'000'000'000,
                         "",
                         "a",
                         "@",
                         "a\nb",
                         std::string(2'000, 'x'),
                         json::array{},
                         json::object{},
                         json::object{{"no", "such"}}};

/// The probes, and values at and beyond the bounds that the schema itself has.
json::array probes_of(const json::object& schema) {
  auto all = probes;
  for (const auto* bound : {"minimum", "maximum"})
    if (const auto* number = schema.if_contains(bound))
      for (const auto step : {-1, 0, 1})
        all.emplace_back(number->as_int64() + step);
  for (const auto* bound : {"minLength", "maxLength"})
    if (const auto* length = schema.if_contains(bound))
      for (const auto step : {-1, 0, 1})
        all.emplace_back(std::string(static_cast<std::size_t>(length->as_int64() + step), 'a'));
  return all;
}

void check_served(described_routes& aut, const operation& one, const json::value& frame) {
  const auto answer = aut.ask(aut.channel_of(one.said), frame);
  const auto refusal = described_routes::refusal_of(answer);
  CAPTURE(json::serialize(answer));
  CHECK_FALSE(refusal.starts_with("unknown_action"));
  CHECK_FALSE(refusal.starts_with("malformed"));
  CHECK_FALSE(refusal.starts_with("invalid"));
  CHECK_FALSE(refusal.starts_with("internal"));
  const auto& replies = one.said.at("reply").at("messages");
  CHECK(aut.schemas.allows(aut.payload(replies.at(refusal.empty() ? 0 : 1)), answer));
}

void check_required(described_routes& aut, const operation& one, const json::value& schema,
                    const json::value& whole) {
  const auto missing = [&](const std::string& path, const std::string& name) {
    if (path.empty() && is_filter(one, name))
      return;
    auto frame = whole;
    auto* object = &described_routes::payload_of(frame);
    if (!path.empty())
      object = &object->at(path.substr(1)).as_object();
    REQUIRE(object->erase(name) == 1);
    CAPTURE(json::serialize(frame));
    const auto refusal = described_routes::refusal_of(aut.ask(aut.channel_of(one.said), frame));
    CHECK((refusal == "invalid " + name || refusal == "malformed " + name));
  };
  for_each_required(aut.schemas, payload_schema(aut.schemas, schema), "", missing);
}

void check_optional(described_routes& aut, const operation& one, const json::value& schema,
                    const json::value& whole) {
  const auto& object = payload_schema(aut.schemas, schema).as_object();
  const auto* required = object.if_contains("required");
  for (const auto& [name, rule] : object.at("properties").as_object()) {
    if (required &&
        std::ranges::find(required->as_array(), json::value(name)) != required->as_array().end())
      continue;
    auto frame = whole;
    described_routes::payload_of(frame).erase(name);
    CAPTURE(json::serialize(frame));
    const auto refusal = described_routes::refusal_of(aut.ask(aut.channel_of(one.said), frame));
    CHECK(refusal != "invalid " + std::string{name});
  }
}

/// What the schema of an argument refuses is refused by its name; what it allows is not.
void check_types(described_routes& aut, const operation& one, const json::value& schema,
                 const json::value& whole) {
  const auto& properties = payload_schema(aut.schemas, schema).at("properties").as_object();
  for (const auto& [key, rule] : properties) {
    const std::string name{key};
    if (is_filter(one, name) || name == "action" || name == "request_id")
      continue;
    for (const auto& probe : probes_of(aut.schemas.at(rule).as_object())) {
      auto frame = whole;
      described_routes::payload_of(frame)[name] = probe;
      CAPTURE(json::serialize(frame));
      const auto refusal = described_routes::refusal_of(aut.ask(aut.channel_of(one.said), frame));
      if (aut.schemas.allows(rule, probe))
        CHECK(refusal != "invalid " + name);
      else if (!probe.is_object())
        CHECK(refusal == "invalid " + name);
      else
        CHECK(refusal.starts_with("invalid "));
    }
  }
}

template <class Check>
int check_each(described_routes& aut, Check check) {
  return for_each_request(aut, [&](const auto& one, const auto& schema, const auto& frame) {
    check(aut, one, schema, frame);
  });
}

} // namespace

TEST_CASE("every operation of the product's document is served as it says") {
  described_routes aut{described_routes::product()};
  std::set<std::string> served;
  for_each_request(aut, [&](const auto& one, const auto&, const auto& frame) {
    check_served(aut, one, frame);
    CHECK(described_routes::refusal_of(aut.ask(aut.channel_of(one.said), frame)) == "");
    served.insert(one.name);
  });
  CHECK(served == std::set<std::string>{"ws.chats.dialog", "ws.chats.history", "ws.chats.list",
                                        "ws.chats.read", "ws.chats.send", "ws.chats.typing",
                                        "ws.mail.accounts", "ws.mail.add", "ws.mail.message",
                                        "ws.mail.messages", "ws.people.search", "ws.rooms.ping",
                                        "ws.rooms.subscribe", "ws.rooms.unsubscribe"});
}

TEST_CASE("every operation of every kind is served as its document says") {
  described_routes aut{described_routes::every_kind()};
  std::set<std::string> refused;
  const auto count = for_each_request(aut, [&](const auto& one, const auto&, const auto& frame) {
    check_served(aut, one, frame);
    if (!described_routes::refusal_of(aut.ask(aut.channel_of(one.said), frame)).empty())
      refused.insert(one.name);
  });
  CHECK(count == 43);
  // Each request is the only one of its connection: nothing was begun before.
  for (const auto& name : refused)
    CHECK_MESSAGE((name.find("unsubscribe") != std::string::npos ||
                   name.find("cancel") != std::string::npos || name == "all.rooms.leave" ||
                   name == "all.rooms.send" || name.find("delete") != std::string::npos),
                  name);
}

TEST_CASE("a required argument that is left out is refused by its name") {
  described_routes product{described_routes::product()};
  CHECK(check_each(product, check_required) == 14);
  described_routes every_kind{described_routes::every_kind()};
  check_each(every_kind, check_required);
}

TEST_CASE("an argument that is not required may be left out") {
  for (auto* make : {described_routes::product, described_routes::every_kind}) {
    described_routes aut{make()};
    check_each(aut, check_optional);
  }
}

TEST_CASE("arguments are of the types that the document says, and of no others") {
  described_routes product{described_routes::product()};
  check_each(product, check_types);
  described_routes every_kind{described_routes::every_kind()};
  check_each(every_kind, check_types);
}

TEST_CASE("a field that the document does not have is refused by its name") {
  for (auto* make : {described_routes::product, described_routes::every_kind}) {
    described_routes aut{make()};
    for_each_request(aut, [&](const operation& one, const json::value&, json::value frame) {
      described_routes::payload_of(frame)["no_such_field"] = 1;
      const auto answer = aut.ask(aut.channel_of(one.said), frame);
      CHECK(described_routes::refusal_of(answer) == "invalid no_such_field");
    });
  }
}

TEST_CASE("an action that is not in the document is refused") {
  for (auto* make : {described_routes::product, described_routes::every_kind}) {
    described_routes aut{make()};
    for_each_request(aut, [&](const operation& one, const json::value&, json::value frame) {
      json::object nothing{{"action", "no_such_action"}, {"request_id", "1"}};
      described_routes::payload_of(frame) = nothing;
      const auto answer = aut.ask(aut.channel_of(one.said), frame);
      CHECK(described_routes::refusal_of(answer).starts_with("unknown_action"));
      CHECK(aut.schemas.allows(aut.payload(one.said.at("reply").at("messages").at(1)), answer));
    });
  }
}

TEST_CASE("a stream that is not in the document is refused") {
  described_routes aut{described_routes::product()};
  const auto& channel = aut.document.at("channels").at("ws").as_object();
  const auto answer = aut.ask(
      channel, json::object{{"stream", "no_such"},
                            {"payload", json::object{{"action", "list"}, {"request_id", "1"}}}});
  CHECK(described_routes::refusal_of(answer) == "malformed stream");
  CHECK(aut.schemas.allows(channel.at("messages").at("refusal").at("payload"), answer));
}

TEST_CASE("the product's events are as the document says") {
  const described_routes aut{described_routes::product()};
  std::set<std::string> documented;
  for (const auto& one : aut.operations())
    if (one.is("send") && one.said.at("channel").at("$ref") == "#/channels/ws")
      documented.insert(one.name);
  std::set<std::string> known;
  for (const auto& row : model::event_table) {
    if (row.heard_by != model::audience::clients)
      continue;
    const auto name = "ws.rooms." + std::string{row.name} + ".event";
    known.insert(name);
    const model::event sent{model::room_of(model::chat_id{42}), 7, row.kind, {}, R"({"a":1})"};
    const auto frame = model::parse_json(encode_event(sent, wire_form::multiplexed)).value();
    const auto& said = aut.document.at("operations").at(name).as_object();
    CHECK_MESSAGE(aut.schemas.allows(aut.payload(said.at("messages").at(0)), frame), name);
  }
  CHECK(documented == known);
}

TEST_CASE("the events of subscriptions and groups are as the document says") {
  described_routes aut{described_routes::every_kind()};
  struct row {
    const char* channel;
    std::vector<const char*> requests;
    std::vector<const char*> events;
  };
  const row table[] = {
      {"notes",
       {R"({"action":"subscribe","request_id":"s"})",
        R"({"action":"create","data":{"text":"x","stars":1,"weight":1.5,"done":true}})",
        R"({"action":"patch","pk":"43","data":{"text":"y"}})", R"({"action":"delete","pk":"43"})"},
       {"create", "update", "delete"}},
      {"notes.some",
       {R"({"action":"subscribe_instance","pk":"43","request_id":"s"})",
        R"({"action":"create","data":{"text":"x"}})"},
       {"create"}},
      {"notes.stream", {R"({"action":"stream","request_id":7})"}, {"stream"}},
      {"group.room", {R"({"action":"send","data":[1]})"}, {"message"}},
      {"all",
       {R"({"stream":"rooms","payload":{"action":"join","request_id":"1","room":"a"}})",
        R"({"stream":"rooms","payload":{"action":"send","request_id":"2","room":"a","data":1}})"},
       {"rooms.message"}},
  };
  for (const auto& row : table) {
    CAPTURE(row.channel);
    const auto& channel = aut.document.at("channels").at(row.channel).as_object();
    communicator line{aut.routes, aut.path_of(channel), {{1}, {1}, "alice", "Alice"}, aut.layer};
    line.connect();
    for (const auto* request : row.requests)
      line.send(request);
    std::size_t heard = 0;
    while (const auto text = line.receive()) {
      const auto frame = model::parse_json(*text).value();
      CAPTURE(*text);
      if (described_routes::payload_of(frame).contains("response_status")) {
        CHECK(described_routes::refusal_of(frame) == "");
        continue;
      }
      REQUIRE(heard < row.events.size());
      const auto name = std::string{row.events[heard++]} + ".event";
      CHECK(aut.schemas.allows(channel.at("messages").at(name).at("payload"), frame));
    }
    CHECK(heard == row.events.size());
  }
}

TEST_CASE("the samples of docs/wire.md are as the document says") {
  const described_routes aut{described_routes::product()};
  const auto& messages = aut.document.at("channels").at("ws").at("messages").as_object();
  std::ifstream page{std::string{VESTNIK_DOCS} + "/wire.md"};
  std::string line;
  int samples = 0;
  while (std::getline(page, line)) {
    if (line != "```json request" && line != "```json reply" && line != "```json event")
      continue;
    const auto kind = line.substr(8);
    REQUIRE(std::getline(page, line));
    CAPTURE(line);
    const auto frame = model::parse_json(line).value();
    const auto& payload = described_routes::payload_of(frame);
    std::string name = "refusal";
    if (kind == "event")
      name = "rooms." + text_of(payload.at("event")) + ".event";
    else if (kind == "request" || payload.at("errors").as_array().empty())
      name = text_of(frame.at("stream")) + "." + text_of(payload.at("action")) +
             (kind == "reply" ? ".reply" : "");
    CHECK(aut.schemas.allows(messages.at(name).at("payload"), frame));
    ++samples;
  }
  CHECK(samples > 30);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::asyncapi_truth_tests
