#include "consumers/generic/room_consumer.hpp"

#include "consumers/groups/local_layer.hpp"
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
    CHECK(layer.known_groups().members("rome_a") == 1);
    gone.disconnect();
    CHECK(layer.known_groups().members("rome_a") == 0);
    CHECK(layer.known_groups().members("rome_b") == 0);
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
