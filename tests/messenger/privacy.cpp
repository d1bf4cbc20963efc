#include "messenger/privacy.hpp"

#include <doctest/doctest.h>

namespace vestnik::messenger::privacy_tests {

TEST_SUITE_BEGIN("messenger/privacy");

TEST_CASE("an audience is everybody, friends, or nobody") {
  const auto admitted = [](audience decided, friendship tie) {
    return admits(decided, tie, privacy_exception::none);
  };
  for (const auto tie : {friendship::none, friendship::outgoing, friendship::incoming}) {
    CHECK(admitted(audience::everybody, tie));
    CHECK_FALSE(admitted(audience::friends, tie));
    CHECK_FALSE(admitted(audience::nobody, tie));
  }
  CHECK(admitted(audience::everybody, friendship::friends));
  CHECK(admitted(audience::friends, friendship::friends));
  CHECK_FALSE(admitted(audience::nobody, friendship::friends));
}

TEST_CASE("an exception for one person stands above the audience") {
  for (const auto decided : {audience::everybody, audience::friends, audience::nobody})
    for (const auto tie : {friendship::none, friendship::friends}) {
      CHECK(admits(decided, tie, privacy_exception::allowed));
      CHECK_FALSE(admits(decided, tie, privacy_exception::refused));
    }
}

TEST_SUITE_END();

} // namespace vestnik::messenger::privacy_tests
