#include "net/client_places.hpp"

#include <doctest/doctest.h>
#include <optional>

namespace vestnik::net::client_places_tests {

TEST_SUITE_BEGIN("net/client_places");

TEST_CASE("one client has so many places, and others have theirs") {
  client_places places{2};
  auto first = places.take("192.0.2.1");
  const auto second = places.take("192.0.2.1");
  CHECK(first);
  CHECK(second);
  CHECK(!places.take("192.0.2.1"));
  CHECK(places.take("192.0.2.2"));
  first.reset();
  CHECK(places.take("192.0.2.1"));
}

TEST_CASE("a place may outlive what counts it") {
  std::optional<client_places> places{1};
  const auto place = places->take("192.0.2.1");
  places.reset();
  CHECK(place);
}

TEST_SUITE_END();

} // namespace vestnik::net::client_places_tests
