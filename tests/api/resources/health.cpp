#include "api/routes.hpp"
#include "tests/api/served.hpp"

#include <doctest/doctest.h>

namespace vestnik::api::health_tests {

TEST_SUITE_BEGIN("api/resources/health");

using namespace vestnik;
using namespace vestnik::api;

TEST_CASE_FIXTURE(served, "health is 200 exactly while the server is ready") {
  const auto asked = served::bare("GET", "/api/v1/health");
  CHECK(ask(asked).status == 503);
  CHECK(ask(asked).body == R"({"status":"starting"})");
  aut.set_readiness(readiness::ready);
  CHECK(ask(asked).status == 200);
  CHECK(ask(asked).body == R"({"status":"ok"})");
  aut.set_readiness(readiness::suspended);
  CHECK(ask(asked).status == 503);
  CHECK(ask(asked).body == R"({"status":"suspended"})");
  aut.set_readiness(readiness::stopping);
  CHECK(ask(asked).status == 503);
  CHECK(ask(asked).body == R"({"status":"stopping"})");
}

TEST_SUITE_END();

} // namespace vestnik::api::health_tests
