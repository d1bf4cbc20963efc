#include "api/routes.hpp"
#include "tests/api/scripted_router.hpp"

#include <doctest/doctest.h>

namespace vestnik::api::tickets_tests {

TEST_SUITE_BEGIN("api/resources/tickets");

using namespace vestnik;
using namespace vestnik::api;

TEST_CASE_FIXTURE(scripted_router, "a ticket is made for the session that asks") {
  const auto answer = ask(with_cookie(post("/api/v1/tickets", "")));
  CHECK(answer.status == 201);
  CHECK(answer.body == R"({"ticket":"t1cket","expires_in_ms":30000})");
  CHECK(accounts.calls == std::vector<std::string>{"issue_ticket alice"});
}

TEST_CASE_FIXTURE(scripted_router, "the port's refusal is passed on") {
  accounts.refuse = model::error{model::ec::too_many, "too many tickets"};
  CHECK(refusal(with_cookie(post("/api/v1/tickets", ""))) == "429 too_many ");
}

TEST_SUITE_END();

} // namespace vestnik::api::tickets_tests
