#include "endpoints/echo.hpp"

#include "consumers/testing/communicator.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>

namespace vestnik::endpoints::echo_tests {

TEST_SUITE_BEGIN("endpoints/echo");

using namespace vestnik::consumers;
using namespace std::string_literals;

TEST_CASE("a message comes back as it was, of its kind") {
  scripted_layer layer;
  const auto routes = route_table::make({mount<endpoints::echo>("/echo")}).value();
  communicator aut{routes, "/echo", {}, layer};
  aut.connect();
  for (const auto& payload : {""s, "hello"s, "\0\xFF"s, std::string(70'000, 'x')}) {
    aut.send(payload);
    CHECK(aut.receive_message() == communicator::message{frame_kind::text, payload});
    aut.send_binary(payload);
    CHECK(aut.receive_message() == communicator::message{frame_kind::binary, payload});
  }
  CHECK(layer.untouched());
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::echo_tests
