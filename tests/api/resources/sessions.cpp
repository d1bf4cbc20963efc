#include "api/routes.hpp"
#include "tests/api/scripted_router.hpp"

#include <boost/json/parse.hpp>

#include <doctest/doctest.h>

namespace vestnik::api::sessions_tests {

TEST_SUITE_BEGIN("api/resources/sessions");

using namespace vestnik;
using namespace vestnik::api;

namespace {

model::http_request sign_in(std::string body) {
  return scripted_router::post("/api/v1/sessions", std::move(body));
}

model::http_request sign_out() {
  auto request =
      scripted_router::with_cookie(scripted_router::post("/api/v1/sessions/current", ""));
  request.method = "DELETE";
  return request;
}

} // namespace

TEST_CASE_FIXTURE(scripted_router, "signing in answers 201 with the session and its cookie") {
  const auto answer = ask(sign_in(R"({"login":"Alice","password":" as it is "})"));
  CHECK(answer.status == 201);
  CHECK(model::header_value(answer.headers, "content-type") == "application/json");
  CHECK(model::header_value(answer.headers, "set-cookie").starts_with("sid=x3mS9…; "));
  CHECK(accounts.calls == std::vector<std::string>{"sign_in alice| as it is |192.0.2.7"});
}

TEST_CASE_FIXTURE(scripted_router,
                  "who has signed in is known to this browser at the next sign-in") {
  const auto answer = ask(sign_in(R"({"login":"alice","password":"x"})"));
  CHECK(answer.headers.back().second ==
        "device=kn0wn; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax");
  auto again = sign_in(R"({"login":"alice","password":"x"})");
  again.headers.emplace_back("cookie", "device=kn0wn");
  CHECK(ask(again).status == 201);
  CHECK(accounts.calls == std::vector<std::string>{"sign_in alice|x|192.0.2.7",
                                                   "sign_in alice|x|192.0.2.7 on kn0wn"});
}

TEST_CASE_FIXTURE(scripted_router,
                  "a login that cannot exist is refused by the port, as a wrong one is") {
  accounts.refuse = model::error{model::ec::bad_credentials, "login or password is wrong"};
  const auto wrong = ask(sign_in(R"({"login":"alice","password":"wrong horse"})"));
  const auto impossible = ask(sign_in(R"({"login":"no such @ login","password":"x"})"));
  CHECK(wrong.status == 401);
  CHECK(impossible.status == wrong.status);
  CHECK(impossible.body == wrong.body);
  CHECK(accounts.calls.size() == 2);
}

TEST_CASE_FIXTURE(scripted_router, "missing and unknown fields are refused by name") {
  CHECK(refusal(sign_in(R"({"password":"x"})")) == "422 invalid login");
  CHECK(refusal(sign_in(R"({"login":"a"})")) == "422 invalid password");
  CHECK(refusal(sign_in(R"({"login":"a","password":""})")) == "422 invalid password");
  CHECK(refusal(sign_in(R"({"login":7,"password":"x"})")) == "422 invalid login");
  CHECK(refusal(sign_in(R"({"login":"a","password":"x","remember":true})")) ==
        "422 invalid remember");
  CHECK(accounts.calls.empty());
}

TEST_CASE_FIXTURE(scripted_router, "signing out ends the session that asks and clears its cookie") {
  const auto answer = ask(sign_out());
  CHECK(answer.status == 204);
  CHECK(answer.body.empty());
  CHECK(model::header_value(answer.headers, "set-cookie") ==
        "sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  CHECK(accounts.calls == std::vector<std::string>{"sign_out 99"});
}

TEST_CASE_FIXTURE(scripted_router, "a session that could not be ended keeps its cookie") {
  accounts.refuse = model::error{model::ec::unavailable, "try again"};
  const auto answer = ask(sign_out());
  CHECK(answer.status == 503);
  CHECK(model::header_value(answer.headers, "set-cookie").empty());
}

TEST_CASE_FIXTURE(scripted_router, "sessions are told with where and when, and which asks") {
  const auto answer =
      ask(scripted_router::with_cookie(scripted_router::bare("GET", "/api/v1/sessions")));
  CHECK(answer.status == 200);
  CHECK(boost::json::parse(answer.body) == boost::json::parse(R"({"sessions":[
    {"id":"99","client":"Mozilla/5.0 Firefox/128.0","address":"192.0.2.7",
     "created_at":"2026-11-20T16:20:04.000Z","expires_at":"2027-02-18T16:20:04.000Z","here":true,
     "seen_at":"2026-11-21T08:00:00.000Z"},
    {"id":"98","client":"curl/7.88.1","address":"198.51.100.4",
     "created_at":"2026-11-19T10:00:00.000Z","expires_at":"2027-02-17T10:00:00.000Z","here":false}]})"));
}

TEST_CASE_FIXTURE(scripted_router, "one session or all others are ended for the caller only") {
  const auto end = [this](const char* path) {
    auto request = scripted_router::with_cookie(scripted_router::post(path, ""));
    request.method = "DELETE";
    return ask(std::move(request)).status;
  };
  CHECK(end("/api/v1/sessions/98") == 204);
  CHECK(end("/api/v1/sessions") == 204);
  CHECK(end("/api/v1/sessions/x") == 422);
  CHECK(accounts.calls ==
        std::vector<std::string>{"revoke_session alice|98", "revoke_other_sessions 99"});
  accounts.refuse = model::error{model::ec::not_found, "there is no such session"};
  CHECK(end("/api/v1/sessions/98") == 404);
}

TEST_CASE_FIXTURE(scripted_router, "a sign-in says what program it is, if that can be shown") {
  for (const auto& [said, known] : std::vector<std::pair<std::string, std::string>>{
           {"Firefox", " by Firefox"},
           {"evil\x1b[2J", ""},
           {"\xff\xfe", ""},
           {std::string(300, 'x'), " by " + std::string(200, 'x')}}) {
    accounts.calls.clear();
    auto request = sign_in(R"({"login":"alice","password":"x"})");
    request.headers.emplace_back("user-agent", said);
    ask(request);
    CHECK(accounts.calls.at(0) == "sign_in alice|x|192.0.2.7" + known);
  }
}

TEST_SUITE_END();

} // namespace vestnik::api::sessions_tests
