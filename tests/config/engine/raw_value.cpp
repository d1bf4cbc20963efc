#include "config/engine/raw_value.hpp"

#include <doctest/doctest.h>

namespace vestnik::config::raw_value_tests {

TEST_SUITE_BEGIN("config/engine/raw_value");

using namespace vestnik::config;

TEST_CASE("a value is shown as it was written") {
  CHECK(to_text(raw_value{.items = {{form::untyped, "8080"}}}) == "8080");
  CHECK(to_text(raw_value{.items = {{form::number, "8080"}}}) == "8080");
  CHECK(to_text(raw_value{.items = {{form::text, "8080"}}}) == "\"8080\"");
  CHECK(to_text(raw_value{.count = arity::list}) == "[]");
  CHECK(to_text(raw_value{.count = arity::list,
                          .items = {{form::number, "1"}, {form::text, "a"}}}) == "[1, \"a\"]");
}

TEST_SUITE_END();

} // namespace vestnik::config::raw_value_tests
