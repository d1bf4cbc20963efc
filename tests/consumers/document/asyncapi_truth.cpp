// Keeps the document of the endpoints true: everything in it is tried on the routes that it
// was made of.
#include "consumers/document/asyncapi.hpp"
#include "tests/consumers/document/document_checks.hpp"
#include "tests/consumers/document/every_kind.hpp"

#include <set>

namespace vestnik::consumers::asyncapi_truth_tests {

TEST_SUITE_BEGIN("consumers/document/asyncapi");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

TEST_CASE("every operation of every kind is served as its document says") {
  described_routes aut{every_kind()};
  std::set<std::string> refused;
  const auto served = check_each_request(
      aut, [&](auto& at, const auto& tried, const auto& schema, const auto& frame) {
        check_served(at, tried, schema, frame);
        if (!described_routes::refusal_of(at.ask(at.channel_of(tried.said), frame)).empty())
          refused.insert(tried.name);
      });
  CHECK(served.size() == 43);
  // Each request is the only one of its connection: nothing was begun before.
  for (const auto& name : refused)
    CHECK_MESSAGE((name.find("unsubscribe") != std::string::npos ||
                   name.find("cancel") != std::string::npos || name == "all.rooms.leave" ||
                   name == "all.rooms.send" || name.find("delete") != std::string::npos),
                  name);
}

TEST_CASE("a required argument that is left out is refused by its name") {
  described_routes aut{every_kind()};
  check_each_request(aut, check_required);
}

TEST_CASE("an argument that is not required may be left out") {
  described_routes aut{every_kind()};
  check_each_request(aut, check_optional);
}

TEST_CASE("arguments are of the types that the document says, and of no others") {
  described_routes aut{every_kind()};
  check_each_request(aut, check_types);
}

TEST_CASE("a field that the document does not have is refused by its name") {
  described_routes aut{every_kind()};
  check_each_request(aut, check_unknown_field);
}

TEST_CASE("an action that is not in the document is refused") {
  described_routes aut{every_kind()};
  check_each_request(aut, check_unknown_action);
}

TEST_CASE("the events of subscriptions and groups are as the document says") {
  described_routes aut{every_kind()};
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

TEST_SUITE_END();

} // namespace vestnik::consumers::asyncapi_truth_tests
