#include "api/routes.hpp"
#include "tests/api/scripted_router.hpp"

#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::api::password_tests {

TEST_SUITE_BEGIN("api/resources/password");

using namespace vestnik;
using namespace vestnik::api;

namespace {

model::http_request change(std::string body) {
  return scripted_router::with_cookie(scripted_router::post("/api/v1/password", std::move(body)));
}

} // namespace

TEST_CASE_FIXTURE(scripted_router, "a password is changed by who knows the old one") {
  CHECK(ask(change(R"({"old_password":"as it was","password":"correct horse",)"
                   R"("password_again":"correct horse"})"))
            .status == 204);
  CHECK(accounts.calls ==
        std::vector<std::string>{"change_password alice|as it was|correct horse|192.0.2.7"});
}

TEST_CASE_FIXTURE(scripted_router, "a new password is long enough and written twice alike") {
  CHECK(refusal(change(R"({"old_password":"x","password":"short","password_again":"short"})")) ==
        "422 invalid password");
  CHECK(refusal(change(
            R"({"old_password":"x","password":"correct horse","password_again":"other"})")) ==
        "422 invalid password_again");
  CHECK(refusal(change(R"({"password":"correct horse","password_again":"correct horse"})")) ==
        "422 invalid old_password");
  CHECK(accounts.calls.empty());
}

} // namespace vestnik::api::password_tests
