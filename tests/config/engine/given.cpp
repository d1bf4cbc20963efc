#include "config/engine/given.hpp"

#include <doctest/doctest.h>

namespace vestnik::config::given_tests {

TEST_SUITE_BEGIN("config/engine/given");

using namespace vestnik::config;

TEST_CASE("a value is shown as it was written") {
  CHECK(to_text(given{.items = {{form::untyped, "8080"}}}) == "8080");
  CHECK(to_text(given{.items = {{form::number, "8080"}}}) == "8080");
  CHECK(to_text(given{.items = {{form::text, "8080"}}}) == "\"8080\"");
  CHECK(to_text(given{.count = arity::list}) == "[]");
  CHECK(to_text(given{.count = arity::list, .items = {{form::number, "1"}, {form::text, "a"}}}) ==
        "[1, \"a\"]");
}

TEST_SUITE_END();

} // namespace vestnik::config::given_tests
