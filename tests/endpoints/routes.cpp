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

TEST_CASE("/ws is refused to others than the person whom its address names") {
  const auto table = endpoints::routes(endpoints::test_echo::off, 1'000).value();
  const auto found = table.match("/ws");
  REQUIRE(found.has_value());
  const auto admitted = [&](const char* query) {
    return authorise(*found->target,
                     {.identity = {.user = {1}, .session = {2}, .login = "alice", .name = "Alice"},
                      .query = query});
  };
  CHECK(admitted("").has_value());
  CHECK(admitted("as=1").has_value());
  CHECK(admitted("token=once&as=1").has_value());
  for (const auto* other : {"as=2", "as=11", "as=alice", "token=once&as=2"}) {
    INFO(other);
    REQUIRE_FALSE(admitted(other).has_value());
    CHECK(admitted(other).error().code == vestnik::model::ec::session_ended);
    CHECK(admitted(other).error().field == "as");
  }
  CHECK(authorise(*found->target, {.query = "as=1"}).error().code ==
        vestnik::model::ec::unauthenticated);
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
