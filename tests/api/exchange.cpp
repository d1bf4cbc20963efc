#include "api/exchange.hpp"

#include "tests/api/served.hpp"
#include "tests/support/wire_samples.hpp"

#include <doctest/doctest.h>
#include <map>

namespace vestnik::api::exchange_tests {

TEST_SUITE_BEGIN("api/exchange");

using namespace vestnik;
using namespace vestnik::api;

namespace {

/// What the server answers where docs/wire.md shows a sample of the label.
std::map<std::string, std::string> answers() {
  served at;
  std::map<std::string, std::string> bodies;
  const auto sign_in = served::post("/api/v1/sessions", R"({"login":"alice","password":"x"})");
  bodies["http-session"] = at.ask(sign_in).body;
  bodies["http-identity"] = at.ask(served::with_cookie(served::bare("GET", "/api/v1/me"))).body;
  at.accounts.refuse = model::error{model::ec::conflict, "the login alice is taken", "login"};
  bodies["http-refusal"] = at.ask(sign_in).body;
  return bodies;
}

} // namespace

TEST_CASE("every HTTP sample of docs/wire.md is what the server answers, and none is left out") {
  const auto expected = answers();
  std::map<std::string, int> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (!sample.label.starts_with("http-"))
      continue;
    CAPTURE(sample.line);
    REQUIRE(expected.contains(sample.label));
    CHECK(model::parse_json(sample.text).value() ==
          model::parse_json(expected.at(sample.label)).value());
    ++seen[sample.label];
  }
  CHECK(seen.size() == expected.size());
}

TEST_CASE("a name is escaped in JSON") {
  CHECK(encode_user({{1}, {2}, "alice", "A \"B\" \\"}).text ==
        R"({"id":"1","login":"alice","name":"A \"B\" \\"})");
}

TEST_SUITE_END();

} // namespace vestnik::api::exchange_tests
