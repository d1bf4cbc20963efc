#include "api/routes.hpp"
#include "tests/api/scripted_router.hpp"

#include <doctest/doctest.h>

namespace vestnik::api::health_tests {

TEST_SUITE_BEGIN("api/resources/health");

using namespace vestnik;
using namespace vestnik::api;

TEST_CASE_FIXTURE(scripted_router, "health is 200 exactly while the server is ready") {
  const auto probe = scripted_router::bare("GET", "/api/v1/health");
  CHECK(ask(probe).status == 503);
  CHECK(ask(probe).body == R"({"status":"starting"})");
  aut.set_readiness(readiness::ready);
  CHECK(ask(probe).status == 200);
  CHECK(ask(probe).body == R"({"status":"ok"})");
  aut.set_readiness(readiness::suspended);
  CHECK(ask(probe).status == 503);
  CHECK(ask(probe).body == R"({"status":"suspended"})");
  aut.set_readiness(readiness::stopping);
  CHECK(ask(probe).status == 503);
  CHECK(ask(probe).body == R"({"status":"stopping"})");
}

TEST_SUITE_END();

} // namespace vestnik::api::health_tests
