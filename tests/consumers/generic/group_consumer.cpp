#include "consumers/generic/group_consumer.hpp"

#include "consumers/groups/local_layer.hpp"
#include "consumers/testing/communicator.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::generic_group_consumer_tests {

TEST_SUITE_BEGIN("consumers/generic/group_consumer");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

struct fixture {
  local_layer layer;
  route_table routes =
      route_table::make(
          {
              mount<group_consumer>("/chat/{room}", {.group = group_name::shared("room_{room}"),
                                                     .permission = anonymous()}),
              mount<group_consumer>("/news/{room}", {.group = group_name::shared("room_{room}"),
                                                     .receive = receiving::refuse,
                                                     .permission = anonymous()}),
              mount<group_consumer>("/staff/{room}",
                                    {.group = "room_{room}", .permission = anonymous()}),
          })
          .value();
  communicator one{routes, "/chat/a", {}, layer};
  communicator two{routes, "/chat/a", {}, layer};
  communicator other{routes, "/chat/b", {}, layer};
  fixture() {
    one.connect();
    two.connect();
    other.connect();
  }
};

const char* const message = R"({"event":"message","group":"room_a","data":{"text":"hi"}})";
const char* const answer =
    R"({"action":"send","request_id":"1","response_status":200,"data":{},"errors":[]})";

} // namespace

TEST_CASE_FIXTURE(fixture, "a message reaches the members of its group, and nobody else") {
  one.send(R"({"action":"send","request_id":"1","data":{"text":"hi"}})");
  CHECK(one.receive() == message);
  CHECK(one.receive() == answer);
  CHECK(two.receive() == message);
  CHECK_FALSE(other.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "a connection that has ended is no member") {
  two.disconnect();
  CHECK(layer.known_groups().members(group_key({"", "", "room_{room}", "a"})) == 1);
  one.send(R"({"action":"send","request_id":"1","data":{"text":"hi"}})");
  CHECK_FALSE(two.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "a group that takes nothing refuses every request and tells the rest") {
  communicator reader{routes, "/news/a", {}, layer};
  reader.connect();
  reader.send(R"({"action":"send","request_id":"1","data":1})");
  CHECK(reader.receive()->find(R"("response_status":405)") != std::string::npos);
  one.send(R"({"action":"send","request_id":"1","data":{"text":"hi"}})");
  CHECK(reader.receive() == message);
}

TEST_CASE_FIXTURE(fixture, "mounts whose groups are called the same do not hear one another") {
  communicator staff{routes, "/staff/a", {}, layer};
  staff.connect();
  one.send(R"({"action":"send","request_id":"1","data":{"text":"hi"}})");
  CHECK_FALSE(staff.receive().has_value());
  staff.send(R"({"action":"send","request_id":"1","data":{"text":"for staff"}})");
  CHECK(one.receive() == message);
  CHECK(one.receive() == answer);
  CHECK_FALSE(one.receive().has_value());
}

TEST_CASE("a name that the path cannot fill in is refused by option") {
  const auto refusal = [](group_name name) {
    return route_table::make({mount<group_consumer>("/chat/{room}", {.group = name})})
        .error()
        .message;
  };
  CHECK(refusal("room_{chat}")
            .ends_with("option group: there is no chat to fill into room_{chat}; there is: room"));
  CHECK(refusal("room_{room").ends_with("room_{room is not a name like room_{room}"));
  CHECK(refusal("").ends_with("the empty text is not a name like room_{room}"));
}

TEST_CASE("a connection is refused where there are no groups") {
  scripted_layer layer;
  const auto routes =
      route_table::make({mount<group_consumer>("/", {.group = "all", .permission = anonymous()})})
          .value();
  communicator aut{routes, "/", {}, layer};
  aut.connect();
  CHECK(aut.closed()->reason == R"({"code":"unavailable","retry_ms":0})");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::generic_group_consumer_tests
