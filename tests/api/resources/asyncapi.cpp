#include "api/routes.hpp"
#include "tests/api/scripted_router.hpp"

#include <doctest/doctest.h>

namespace vestnik::api::asyncapi_tests {

TEST_SUITE_BEGIN("api/resources/asyncapi");

using namespace vestnik;
using namespace vestnik::api;

TEST_CASE_FIXTURE(scripted_router, "the description is served to anybody as it was given") {
  const auto answer = ask(scripted_router::bare("GET", "/api/v1/asyncapi.json"));
  CHECK(answer.status == 200);
  CHECK(answer.body == scripted_router::description);
  CHECK(model::header_value(answer.headers, "content-type") == "application/json");
}

TEST_CASE("a server without a description answers 404") {
  scripted_accounts accounts;
  router aut{accounts, {cookie_policy::loopback}};
  std::optional<model::http_response> answer;
  aut.handle(scripted_router::bare("GET", "/api/v1/asyncapi.json"),
             [&answer](model::http_response response) { answer = std::move(response); });
  REQUIRE(answer.has_value());
  CHECK(answer->status == 404);
}

TEST_SUITE_END();

} // namespace vestnik::api::asyncapi_tests
