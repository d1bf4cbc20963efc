#include "api/routes.hpp"
#include "tests/api/scripted_router.hpp"

#include <doctest/doctest.h>

namespace vestnik::api::me_tests {

TEST_SUITE_BEGIN("api/resources/me");

using namespace vestnik;
using namespace vestnik::api;

TEST_CASE_FIXTURE(scripted_router, "me tells who is signed in, without the session") {
  const auto answer = ask(with_cookie(scripted_router::bare("GET", "/api/v1/me")));
  CHECK(answer.status == 200);
  CHECK(answer.body == R"({"user":{"id":"7236401234567890","login":"alice","name":"Alice"}})");
  CHECK(accounts.asked_tokens == std::vector<std::string>{"good"});
}

TEST_SUITE_END();

} // namespace vestnik::api::me_tests
