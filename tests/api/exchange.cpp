#include "api/exchange.hpp"

#include "tests/api/documented_routes.hpp"
#include "tests/api/scripted_router.hpp"
#include "tests/support/wire_samples.hpp"

#include <doctest/doctest.h>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace vestnik::api::exchange_tests {

TEST_SUITE_BEGIN("api/exchange");

using namespace vestnik;
using namespace vestnik::api;

namespace {

/// Samples of answers have the method and the path of the request in their label.
constexpr std::string_view answer_label = "http-answer ";
constexpr std::string_view refusal_label = "http-refusal";

/// Samples of bodies have the method and the path in their label.
constexpr std::string_view request_label = "http-request POST ";

/// What the server answers to the request of the page's table.
std::string answer_to(std::string_view method_and_path) {
  for (const auto& row : documented_routes())
    if (row.method + ' ' + row.path == method_and_path) {
      scripted_router at;
      at.aut.set_readiness(readiness::ready);
      auto request = scripted_router::with_cookie(row.request());
      request.headers.emplace_back("x-vestnik", "1");
      return at.ask(std::move(request)).body;
    }
  return "null";
}

/// What the accounts are asked by the requests that docs/wire/ shows, by path.
const std::map<std::string, std::string> calls{
    {"/api/v1/accounts", "register alice|Alice|correct horse|192.0.2.7"},
    {"/api/v1/sessions", "sign_in alice|correct horse|192.0.2.7"},
    {"/api/v1/password", "change_password alice|correct horse|correct horse battery|192.0.2.7"},
};

} // namespace

TEST_CASE("every HTTP answer of docs/wire is what the server answers, and none is left out") {
  std::set<std::string> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (!sample.label.starts_with("http-") || sample.label.starts_with(request_label) ||
        sample.label == refusal_label)
      continue;
    CAPTURE(sample.place);
    REQUIRE(sample.label.starts_with(answer_label));
    const auto route = sample.label.substr(answer_label.size());
    CHECK(model::parse_json(sample.text).value() == model::parse_json(answer_to(route)).value());
    seen.insert(route);
  }
  CHECK(seen.contains("GET /api/v1/me"));
}

TEST_CASE_FIXTURE(scripted_router, "a refusal has the form that docs/wire shows") {
  accounts.refuse = model::error{model::ec::conflict, "the login alice is taken", "login"};
  const auto answer = ask(post("/api/v1/sessions", R"({"login":"alice","password":"x"})"));
  CHECK(model::parse_json(answer.body).value() ==
        model::parse_json(tests::wire_sample_of(refusal_label)).value());
}

TEST_CASE("every HTTP request of docs/wire does what its page says, and none is left out") {
  std::map<std::string, int> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (!sample.label.starts_with(request_label))
      continue;
    CAPTURE(sample.place);
    const auto path = sample.label.substr(request_label.size());
    REQUIRE(calls.contains(path));
    scripted_router at;
    const auto request = scripted_router::with_cookie(scripted_router::post(path, sample.text));
    CHECK(at.ask(request).status < 300);
    CHECK(at.accounts.calls == std::vector{calls.at(path)});
    ++seen[path];
  }
  CHECK(seen.size() == calls.size());
}

TEST_CASE("a name is escaped in JSON") {
  CHECK(encode_user({{1}, {2}, "alice", "A \"B\" \\"}).text ==
        R"({"id":"1","login":"alice","name":"A \"B\" \\"})");
}

TEST_SUITE_END();

} // namespace vestnik::api::exchange_tests
