#include "endpoints/routes.hpp"

#include <doctest/doctest.h>

namespace vestnik::endpoints::routes_tests {

TEST_SUITE_BEGIN("endpoints/routes");

using namespace vestnik::consumers;

TEST_CASE("/ws is for those who are signed in") {
  const auto table = endpoints::routes(endpoints::test_echo::off, 1'000).value();
  const auto found = table.match("/ws");
  REQUIRE(found.has_value());
  CHECK(authorise(*found->target, {}).error().code == vestnik::model::ec::unauthenticated);
  CHECK(authorise(*found->target,
                  {.identity = {.user = {1}, .session = {2}, .login = "alice", .name = "Alice"}})
            .has_value());
}

TEST_CASE("the echo is there only when it is asked for, and then for anybody") {
  CHECK_FALSE(
      endpoints::routes(endpoints::test_echo::off, 1'000).value().match("/test/echo").has_value());
  const auto table = endpoints::routes(endpoints::test_echo::on, 1'000).value();
  const auto found = table.match("/test/echo");
  REQUIRE(found.has_value());
  CHECK(authorise(*found->target, {}).has_value());
  CHECK(table.match("/ws").has_value());
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::routes_tests
