#include "model/value_or_throw.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <stdexcept>

namespace vestnik::model::value_or_throw_tests {

TEST_SUITE_BEGIN("model/value_or_throw");

using namespace vestnik::model;

TEST_CASE("a value comes out, also one that can only be moved") {
  result<std::unique_ptr<int>> made = std::make_unique<int>(7);
  CHECK(*value_or_throw(std::move(made)) == 7);
  CHECK_NOTHROW(value_or_throw(result<void>{}));
}

TEST_CASE("an error is thrown with its field in front if it has one") {
  CHECK_THROWS_WITH_AS(value_or_throw(result<int>{error{ec::invalid, "there is no file x", "a.b"}}),
                       "a.b: there is no file x", std::runtime_error);
  CHECK_THROWS_WITH_AS(value_or_throw(result<void>{error{ec::conflict, "in use"}}), "in use",
                       std::runtime_error);
}

TEST_SUITE_END();

} // namespace vestnik::model::value_or_throw_tests
