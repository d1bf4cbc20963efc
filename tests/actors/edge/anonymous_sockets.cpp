#define CAF_SUITE anonymous_sockets
#include "actors/edge/anonymous_sockets.hpp"

#include <optional>
#include <vector>

#include "tests/support/caf_test.hpp"

using vestnik::actors::anonymous_sockets;

CAF_TEST(one client has so many places and others have theirs) {
  anonymous_sockets sockets{2};
  auto first = sockets.take("192.0.2.1");
  const auto second = sockets.take("192.0.2.1");
  CAF_CHECK(first);
  CAF_CHECK(second);
  CAF_CHECK(!sockets.take("192.0.2.1"));
  CAF_CHECK(sockets.take("192.0.2.2"));
  CAF_MESSAGE("a place that is given back is free");
  first.reset();
  CAF_CHECK(sockets.take("192.0.2.1"));
}

CAF_TEST(a place may outlive what counts it) {
  std::optional<anonymous_sockets> sockets{1};
  const auto place = sockets->take("192.0.2.1");
  sockets.reset();
  CAF_CHECK(place);
}
