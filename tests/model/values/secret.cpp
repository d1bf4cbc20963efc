#include "model/values/secret.hpp"

#include <doctest/doctest.h>
#include <ostream>

namespace vestnik::model::secret_tests {

TEST_SUITE_BEGIN("model/values/secret");

using namespace vestnik::model;

namespace {

template <class T>
concept printable = requires(std::ostream& out, const T& x) {
  out << x;
};

} // namespace

TEST_CASE("a secret cannot be printed by accident") {
  static_assert(!printable<secret>);
  static_assert(!std::is_convertible_v<secret, std::string>);
  CHECK(secret{"canary"}.reveal() == "canary");
}

TEST_CASE("a secret that was not given is empty") {
  CHECK(secret{}.empty());
  CHECK_FALSE(secret{"x"}.empty());
}

TEST_SUITE_END();

} // namespace vestnik::model::secret_tests
