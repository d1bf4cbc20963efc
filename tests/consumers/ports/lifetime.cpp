#include "consumers/ports/lifetime.hpp"

#include <doctest/doctest.h>
#include <optional>

namespace vestnik::consumers::lifetime_tests {

TEST_SUITE_BEGIN("consumers/ports/lifetime");

using namespace vestnik::consumers;

TEST_CASE("a watch turns false when the lifetime ends") {
  lifetime aut;
  const auto watch = aut.observe();
  CHECK(watch);
  aut.end();
  CHECK_FALSE(watch);
  CHECK_FALSE(aut.observe());
}

TEST_CASE("a watch turns false when the owner is destroyed") {
  std::optional<lifetime> aut{std::in_place};
  const auto watch = aut->observe();
  CHECK(watch);
  aut.reset();
  CHECK_FALSE(watch);
}

TEST_CASE("a lifetime within another ends with it, and alone") {
  lifetime outer;
  lifetime aut{outer.observe()};
  const auto watch = aut.observe();
  CHECK(watch);

  SUBCASE("the outer one ends") { outer.end(); }
  SUBCASE("the inner one ends") {
    aut.end();
    CHECK(outer.observe());
  }
  CHECK_FALSE(watch);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::lifetime_tests
