#include "api/router.hpp"

#include "api/routes.hpp"
#include "tests/api/documented_routes.hpp"
#include "tests/api/scripted_router.hpp"

#include <fmt/format.h>

#include <array>
#include <doctest/doctest.h>
#include <set>
#include <utility>

namespace vestnik::api::router_tests {

TEST_SUITE_BEGIN("api/router");

using namespace vestnik;
using namespace vestnik::api;

namespace {

constexpr const char* registration =
    R"({"login":"boris","name":"Boris","password":"correct horse","password_again":"correct horse"})";
constexpr const char* sign_in = R"({"login":"boris","password":"correct horse"})";

enum class evidence { nothing, bad_cookie, good_cookie, bad_bearer, good_bearer };

/// The rows of the page; what answers GET answers HEAD.
std::vector<documented_route> rows_with_head() {
  auto rows = documented_routes();
  for (auto row : documented_routes())
    if (std::exchange(row.method, "HEAD") == "GET")
      rows.push_back(row);
  return rows;
}

model::http_request with_credential(model::http_request request, evidence credential) {
  if (credential == evidence::bad_cookie || credential == evidence::good_cookie)
    request.headers.emplace_back("cookie",
                                 credential == evidence::good_cookie ? "sid=good" : "sid=bad");
  if (credential == evidence::bad_bearer || credential == evidence::good_bearer)
    request.headers.emplace_back(
        "authorization", credential == evidence::good_bearer ? "Bearer good" : "Bearer bad");
  return request;
}

/// A route in the words of the page.
std::string words_of(const route& from) {
  constexpr std::array audiences{"anybody", "newcomers", "signed in"};
  return fmt::format("{} {} for {}{}", from.method, from.path,
                     audiences.at(static_cast<std::size_t>(from.open_to)),
                     from.body == body_kind::none ? "" : " with a body");
}

} // namespace

TEST_CASE("docs/wire/http.md has every route with its audience and its body, and no other") {
  std::set<std::string> in_page;
  for (const auto& row : documented_routes())
    in_page.insert(fmt::format("{} {} for {}{}", row.method, row.path, row.open_to,
                               row.body == "–" ? "" : " with a body"));
  std::set<std::string> in_table;
  for (const auto& each : routes)
    in_table.insert(words_of(each));
  CHECK(in_page == in_table);
}

TEST_CASE("every route × every credential × CSRF header") {
  for (const auto& row : rows_with_head()) {
    for (const auto credential : {evidence::nothing, evidence::bad_cookie, evidence::good_cookie,
                                  evidence::bad_bearer, evidence::good_bearer}) {
      for (const auto* csrf : {"", "1", "0"}) {
        scripted_router at;
        at.aut.set_readiness(readiness::ready);
        auto request = with_credential(row.request(), credential);
        if (*csrf)
          request.headers.emplace_back("X-Vestnik", csrf);

        const bool by_bearer =
            credential == evidence::bad_bearer || credential == evidence::good_bearer;
        const bool forged =
            row.method != "GET" && row.method != "HEAD" && !by_bearer && csrf != std::string{"1"};
        const bool stands =
            credential == evidence::good_cookie || credential == evidence::good_bearer;
        const unsigned expected = forged                                 ? 403
                                  : stands || row.open_to != "signed in" ? row.status
                                                                         : 401;

        CAPTURE(row.method);
        CAPTURE(row.path);
        CAPTURE(static_cast<int>(credential));
        CAPTURE(csrf);
        const auto answer = at.ask(std::move(request));
        CHECK(answer.status == expected);
        CHECK(model::header_value(answer.headers, "cache-control") == "no-store");
        if (expected >= 400)
          CHECK(at.accounts.calls.empty());
      }
    }
  }
}

TEST_CASE_FIXTURE(scripted_router, "a path that is not there is not found, whatever the method") {
  for (const auto* path : {"/", "/api/v1", "/api/v1/", "/api/v1/me/", "/api/v1/ME", "/api/v2/me",
                           "/api/v1/sessions/", "/api/v1/sessions/7/8"})
    for (const auto* method : {"GET", "POST", "DELETE", "HEAD"}) {
      const auto answer = ask(scripted_router::bare(method, path));
      CHECK(answer.status == 404);
      CHECK(model::header_value(answer.headers, "allow").empty());
    }
}

TEST_CASE_FIXTURE(scripted_router,
                  "a method that a path does not have is refused with those that it has") {
  const std::array<std::array<const char*, 3>, 7> table{{
      {"GET", "/api/v1/accounts", "POST"},
      {"PUT", "/api/v1/sessions", "POST, GET, HEAD, DELETE"},
      {"GET", "/api/v1/sessions/7", "DELETE"},
      {"POST", "/api/v1/me", "GET, HEAD"},
      {"OPTIONS", "/api/v1/me", "GET, HEAD"},
      {"GET", "/api/v1/sessions/current", "DELETE"},
      {"get", "/api/v1/health", "GET, HEAD"},
  }};
  for (const auto& [method, path, allowed] : table) {
    const auto answer = ask(scripted_router::bare(method, path));
    CHECK(answer.status == 405);
    CHECK(model::header_value(answer.headers, "allow") == allowed);
  }
}

TEST_CASE_FIXTURE(scripted_router,
                  "HEAD is answered as GET, so that the length is that of GET's body") {
  aut.set_readiness(readiness::ready);
  const auto got = ask(bare("GET", "/api/v1/health"));
  const auto head = ask(bare("HEAD", "/api/v1/health"));
  CHECK(head.status == got.status);
  CHECK(head.headers == got.headers);
  CHECK(head.body == got.body);
}

TEST_CASE_FIXTURE(scripted_router,
                  "a page of another site cannot change state, even with the header") {
  for (const auto* site : {"cross-site", "same-site", "unknown"}) {
    auto request = post("/api/v1/sessions", sign_in);
    request.headers.emplace_back("Sec-Fetch-Site", site);
    CHECK(refusal(request) == "403 forbidden ");
    request.headers.emplace_back("authorization", "Bearer good");
    CHECK(refusal(request) == "403 forbidden ");
  }
  for (const auto* site : {"same-origin", "none"}) {
    auto request = post("/api/v1/sessions", sign_in);
    request.headers.emplace_back("Sec-Fetch-Site", site);
    CHECK(ask(request).status == 201);
  }
}

TEST_CASE_FIXTURE(scripted_router,
                  "an Authorization header of another scheme does not replace the CSRF header") {
  auto request = with_cookie(post("/api/v1/tickets", ""));
  request.headers.erase(request.headers.begin() + 1);
  request.headers.emplace_back("authorization", "Basic YTpi");
  CHECK(refusal(request) == "403 forbidden ");
  CHECK(accounts.calls.empty());
}

TEST_CASE_FIXTURE(scripted_router, "a body must be a JSON object and say so") {
  auto request = post("/api/v1/sessions", sign_in);
  request.headers[0].second = "text/plain";
  CHECK(refusal(request) == "400 malformed ");
  request.headers.erase(request.headers.begin());
  CHECK(refusal(request) == "400 malformed ");
  for (const auto* type :
       {"application/json; charset=utf-8", "Application/JSON", "application/json ;x"}) {
    auto other = post("/api/v1/sessions", sign_in);
    other.headers[0].second = type;
    CHECK(ask(other).status == 201);
  }
  for (const auto* body : {"", "[]", "null", "login=boris", R"({"login":"a","login":"b"})",
                           R"({"login":[[[[[1]]]]]})"})
    CHECK(refusal(post("/api/v1/sessions", body)) == "400 malformed ");
}

TEST_CASE_FIXTURE(scripted_router, "a body over 16 KiB is too large") {
  CHECK(refusal(post("/api/v1/sessions", std::string(16 * 1024 + 1, ' '))) == "413 too_large ");
}

TEST_CASE_FIXTURE(scripted_router, "a request that takes no body refuses one") {
  CHECK(refusal(with_cookie(post("/api/v1/tickets", "{}"))) == "400 malformed ");
  CHECK(accounts.calls.empty());
}

TEST_CASE_FIXTURE(scripted_router, "a session may be proved later and on another thread's time") {
  accounts.later = true;
  std::optional<model::http_response> answer;
  aut.handle(with_cookie(scripted_router::bare("GET", "/api/v1/me")),
             [&answer](model::http_response response) { answer = std::move(response); });
  CHECK_FALSE(answer.has_value());
  REQUIRE(accounts.delayed.size() == 1);
  accounts.delayed.front()();
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
}

TEST_CASE_FIXTURE(scripted_router,
                  "a refusal that waiting helps says when, rounded up to seconds") {
  accounts.refuse = model::error{model::ec::too_many, "wait", "", std::chrono::milliseconds{1200}};
  const auto answer = ask(post("/api/v1/sessions", sign_in));
  CHECK(answer.status == 429);
  CHECK(model::header_value(answer.headers, "retry-after") == "2");
  CHECK(model::parse_json(answer.body)->at("errors").at(0).at("retry_ms").as_int64() == 1200);
}

TEST_CASE_FIXTURE(scripted_router, "a refusal for want of a session says how to sign in") {
  const auto answer = ask(scripted_router::bare("GET", "/api/v1/me"));
  CHECK(answer.status == 401);
  CHECK(model::header_value(answer.headers, "www-authenticate") == R"(Bearer realm="vestnik")");
  CHECK(accounts.asked_tokens.empty());
}

TEST_CASE("plain HTTP beyond loopback signs nobody in and says why") {
  for (const auto policy : {cookie_policy::refuse, cookie_policy::tls}) {
    scripted_accounts accounts;
    router aut{accounts, {policy}};
    for (const auto& [path, body] :
         {std::pair{"/api/v1/accounts", registration}, std::pair{"/api/v1/sessions", sign_in}}) {
      std::optional<model::http_response> answer;
      aut.handle(scripted_router::post(path, body),
                 [&answer](model::http_response response) { answer = std::move(response); });
      REQUIRE(answer.has_value());
      CHECK(answer->status == 403);
      CHECK(answer->body.find("needs HTTPS") != std::string::npos);
      CHECK(model::header_value(answer->headers, "set-cookie").empty());
    }
    CHECK(accounts.calls.empty());
  }
}

TEST_SUITE_END();

} // namespace vestnik::api::router_tests
