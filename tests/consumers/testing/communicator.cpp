#include "consumers/testing/communicator.hpp"

#include "tests/consumers/echo.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::communicator_tests {

TEST_SUITE_BEGIN("consumers/testing/communicator");

using namespace vestnik::consumers;

namespace {

struct fixture {
  scripted_layer layer;
  route_table routes = route_table::make({mount<echo>("/echo")}).value();
  communicator aut{routes, "/echo", {}, layer};
};

} // namespace

TEST_CASE_FIXTURE(fixture, "messages are taken in the order in which they were sent") {
  aut.connect();
  aut.send("one");
  aut.send_binary("two");
  aut.send("three");
  CHECK(aut.receive() == "one");
  CHECK(aut.receive_message() == communicator::message{frame_kind::binary, "two"});
  CHECK(aut.receive() == "three");
  CHECK_FALSE(aut.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "a binary message is not taken for a text") {
  aut.connect();
  aut.send_binary("two");
  CHECK_FALSE(aut.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "a connection that nobody ended is open") {
  aut.connect();
  CHECK_FALSE(aut.closed().has_value());
}

TEST_CASE_FIXTURE(fixture, "an upgrade that would be refused says why") {
  CHECK_FALSE(aut.refused().has_value());
  const communicator nowhere{routes, "/eco", {}, layer};
  CHECK(nowhere.refused()->code == vestnik::model::ec::not_found);
  const auto closed = route_table::make({mount<echo>("/closed", {signed_in()})}).value();
  const communicator nobody{closed, "/closed", {}, layer};
  CHECK(nobody.refused()->code == vestnik::model::ec::unauthenticated);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::communicator_tests
