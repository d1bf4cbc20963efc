#include "api/exchange.hpp"

#include "tests/api/served.hpp"
#include "tests/support/wire_samples.hpp"

#include <doctest/doctest.h>
#include <map>
#include <string_view>

namespace vestnik::api::exchange_tests {

TEST_SUITE_BEGIN("api/exchange");

using namespace vestnik;
using namespace vestnik::api;

namespace {

/// What the server answers where docs/wire/ shows a sample of the label.
std::map<std::string, std::string> answers() {
  served at;
  at.aut.set_readiness(readiness::ready);
  std::map<std::string, std::string> bodies;
  const auto sign_in = served::post("/api/v1/sessions", R"({"login":"alice","password":"x"})");
  bodies["http-session"] = at.ask(sign_in).body;
  bodies["http-identity"] = at.ask(served::with_cookie(served::bare("GET", "/api/v1/me"))).body;
  auto ticket = served::with_cookie(served::post("/api/v1/tickets", ""));
  bodies["http-ticket"] = at.ask(std::move(ticket)).body;
  bodies["http-health"] = at.ask(served::bare("GET", "/api/v1/health")).body;
  at.accounts.refuse = model::error{model::ec::conflict, "the login alice is taken", "login"};
  bodies["http-refusal"] = at.ask(sign_in).body;
  return bodies;
}

/// Samples of bodies have the method and the path in their label.
constexpr std::string_view request_label = "http-request POST ";

/// What the accounts are asked by the requests that docs/wire/ shows, by path.
const std::map<std::string, std::string> calls{
    {"/api/v1/accounts", "register alice|Alice|correct horse|192.0.2.7"},
    {"/api/v1/sessions", "sign_in alice|correct horse|192.0.2.7"},
};

} // namespace

TEST_CASE("every HTTP answer of docs/wire is what the server answers, and none is left out") {
  const auto expected = answers();
  std::map<std::string, int> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (!sample.label.starts_with("http-") || sample.label.starts_with(request_label))
      continue;
    CAPTURE(sample.place);
    REQUIRE(expected.contains(sample.label));
    CHECK(model::parse_json(sample.text).value() ==
          model::parse_json(expected.at(sample.label)).value());
    ++seen[sample.label];
  }
  CHECK(seen.size() == expected.size());
}

TEST_CASE("every HTTP request of docs/wire does what its page says, and none is left out") {
  std::map<std::string, int> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (!sample.label.starts_with(request_label))
      continue;
    CAPTURE(sample.place);
    const auto path = sample.label.substr(request_label.size());
    REQUIRE(calls.contains(path));
    served at;
    CHECK(at.ask(served::post(path, sample.text)).status == 201);
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
