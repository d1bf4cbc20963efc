#include "consumers/generic/room_consumer.hpp"

#include "consumers/groups/local_layer.hpp"
#include "consumers/routing/multiplexer.hpp"
#include "consumers/testing/communicator.hpp"
#include "model/values/json.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <doctest/doctest.h>

namespace vestnik::consumers::generic_room_consumer_tests {

TEST_SUITE_BEGIN("consumers/generic/room_consumer");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

struct fixture {
  local_layer layer;
  route_table routes =
      route_table::make(
          {mount<room_consumer>("/{town}", {.group = "{town}_{room}",
                                            .most_rooms = 2,
                                            .permission = at(stage::subscribe,
                                                             [](const access_request& request) {
                                                               return request.subject != "secret";
                                                             })})})
          .value();
  communicator one{routes, "/rome", {}, layer};
  communicator two{routes, "/rome", {}, layer};
  fixture() {
    one.connect();
    two.connect();
  }

  /// Of a room of Rome.
  static std::string group(std::string_view room) {
    return group_key({"/{town}", "", "{town}_{room}", "rome", room});
  }

  /// The reply's status and message, and when to try again if it says that, past events.
  static std::string ask(communicator& line, const char* action, const std::string& room) {
    line.send(fmt::format(R"({{"action":"{}","request_id":"1","room":"{}"{}}})", action, room,
                          std::string_view{action} == "send" ? R"(,"data":1)" : ""));
    while (const auto text = line.receive()) {
      const auto frame = model::parse_json(*text).value();
      if (!frame.as_object().contains("response_status"))
        continue;
      const auto& errors = frame.at("errors").as_array();
      const auto status = std::to_string(frame.at("response_status").as_int64()) + ' ';
      if (errors.empty())
        return status;
      const auto& refusal = errors.at(0).as_object();
      return status + refusal.at("message").as_string().c_str() +
             (refusal.contains("retry_ms") ? ", retry" : "");
    }
    return "nothing";
  }
};

} // namespace

TEST_CASE_FIXTURE(fixture, "a socket is in many rooms, and is told what is sent to each") {
  for (const auto* room : {"a", "b"})
    CHECK(ask(one, "join", room) == "200 ");
  CHECK(ask(two, "join", "b") == "200 ");
  CHECK(ask(two, "send", "b") == "200 ");
  CHECK(one.receive() == R"({"event":"message","room":"b","data":1})");
  CHECK(ask(one, "leave", "b") == "200 ");
  CHECK(ask(two, "send", "b") == "200 ");
  CHECK_FALSE(one.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "a room joined twice is told once") {
  CHECK(ask(one, "join", "a") == "200 ");
  CHECK(ask(one, "join", "a") == "200 ");
  one.send(R"({"action":"send","room":"a","data":1})");
  CHECK(one.receive()->starts_with(R"({"event")"));
  CHECK(one.receive()->starts_with(R"({"action":"send")"));
  CHECK_FALSE(one.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "all rooms are left when the connection ends") {
  {
    communicator gone{routes, "/rome", {}, layer};
    gone.connect();
    CHECK(ask(gone, "join", "a") == "200 ");
    CHECK(ask(gone, "join", "b") == "200 ");
    CHECK(layer.known_groups().members(group("a")) == 1);
    gone.disconnect();
    CHECK(layer.known_groups().members(group("a")) == 0);
    CHECK(layer.known_groups().members(group("b")) == 0);
  }
}

TEST_CASE_FIXTURE(fixture, "rooms of different paths are different rooms") {
  communicator paris{routes, "/paris", {}, layer};
  paris.connect();
  CHECK(ask(paris, "join", "a") == "200 ");
  CHECK(ask(one, "join", "a") == "200 ");
  CHECK(ask(one, "send", "a") == "200 ");
  CHECK_FALSE(paris.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "a room's name cannot reach into another path") {
  communicator inner{routes, "/rome_a", {}, layer};
  inner.connect();
  CHECK(ask(inner, "join", "b") == "200 ");
  CHECK(ask(one, "join", "a_b") == "200 ");
  CHECK(ask(inner, "send", "b") == "200 ");
  CHECK_FALSE(one.receive().has_value());
}

TEST_CASE("rooms of different mounts and streams are different rooms") {
  local_layer layer;
  const auto routes =
      route_table::make(
          {mount<room_consumer>("/staff"),
           mount<room_consumer>("/open", {.permission = anonymous()}),
           multiplex("/both", {{"a", stream<room_consumer>()}, {"b", stream<room_consumer>()}})})
          .value();
  const model::identity eve{{5}, {6}, "eve", "Eve"};
  communicator staff{routes, "/staff", eve, layer};
  communicator open{routes, "/open", {}, layer};
  communicator both{routes, "/both", eve, layer};
  for (auto* one : {&staff, &open, &both})
    one->connect();
  CHECK(fixture::ask(staff, "join", "hall") == "200 ");
  CHECK(fixture::ask(open, "join", "hall") == "200 ");
  for (const auto* stream : {"a", "b"}) {
    both.send(fmt::format(
        R"({{"stream":"{}","payload":{{"action":"join","request_id":"1","room":"hall"}}}})",
        stream));
    CHECK(both.receive()->find(R"("response_status":200)") != std::string::npos);
  }
  CHECK(fixture::ask(staff, "send", "hall") == "200 ");
  both.send(
      R"({"stream":"a","payload":{"action":"send","request_id":"1","room":"hall","data":1}})");
  CHECK(both.receive() == R"({"stream":"a","payload":{"event":"message","room":"hall","data":1}})");
  CHECK(both.receive()->find(R"("action":"send")") != std::string::npos);
  CHECK_FALSE(both.receive().has_value());
  CHECK_FALSE(open.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "a join or message that is not allowed is refused") {
  CHECK(ask(one, "join", "secret") == "403 this is not allowed");
  CHECK(ask(one, "send", "a") == "403 join the room first");
  CHECK(ask(one, "leave", "a") == "404 one can leave only rooms that one has joined");
  CHECK(ask(one, "join", "") == "422 room must be a string of 1 to 64 characters");
  CHECK(ask(one, "join", std::string(65, 'x')) ==
        "422 room must be a string of 1 to 64 characters");
  ask(one, "join", "a");
  ask(one, "join", "b");
  CHECK(ask(one, "join", "c") == "429 at most 2 rooms per connection");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::generic_room_consumer_tests
