#include "model/error.hpp"

#include <doctest/doctest.h>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

namespace vestnik::model::error_tests {

TEST_SUITE_BEGIN("model/error");

using namespace vestnik::model;

namespace {

/// Every code that a client can be told, by the name it is told.
const std::map<std::string, std::pair<ec, int>> sent{
    {"malformed", {ec::malformed, 400}},
    {"unauthenticated", {ec::unauthenticated, 401}},
    {"bad_credentials", {ec::bad_credentials, 401}},
    {"forbidden", {ec::forbidden, 403}},
    {"not_found", {ec::not_found, 404}},
    {"unknown_action", {ec::unknown_action, 405}},
    {"conflict", {ec::conflict, 409}},
    {"too_large", {ec::too_large, 413}},
    {"invalid", {ec::invalid, 422}},
    {"too_many", {ec::too_many, 429}},
    {"internal", {ec::internal, 500}},
    {"unavailable", {ec::unavailable, 503}},
    {"storage_full", {ec::storage_full, 507}},
    {"outcome_unknown", {ec::outcome_unknown, 503}},
    {"mail_refused", {ec::mail_refused, 422}},
    {"mail_unreachable", {ec::mail_unreachable, 422}},
    {"mail_protocol", {ec::mail_protocol, 422}},
    {"slow_reader", {ec::slow_reader, 429}},
    {"session_ended", {ec::session_ended, 401}},
};

/// The enumerators are numbered without gaps from `none`; the last one is named here,
/// and the compiler's switch warning below keeps this list whole.
constexpr int enumerators = static_cast<int>(ec::session_ended) + 1;

bool is_sent(ec code) {
  switch (code) {
  case ec::none:
  case ec::stale_token:
    return false;
  case ec::malformed:
  case ec::unauthenticated:
  case ec::bad_credentials:
  case ec::forbidden:
  case ec::not_found:
  case ec::unknown_action:
  case ec::conflict:
  case ec::too_large:
  case ec::invalid:
  case ec::too_many:
  case ec::internal:
  case ec::unavailable:
  case ec::storage_full:
  case ec::outcome_unknown:
  case ec::mail_refused:
  case ec::mail_unreachable:
  case ec::mail_protocol:
  case ec::slow_reader:
  case ec::session_ended:
    return true;
  }
  return false;
}

} // namespace

TEST_CASE("every code that is sent has its own name and its status") {
  std::size_t counted = 0;
  for (int number = 0; number < enumerators; ++number) {
    const auto code = static_cast<ec>(number);
    if (!is_sent(code))
      continue;
    ++counted;
    const auto& traits = traits_of(code);
    CAPTURE(traits.name);
    const auto expected = sent.find(std::string{traits.name});
    REQUIRE(expected != sent.end());
    CHECK(expected->second.first == code);
    CHECK(expected->second.second == traits.status);
  }
  CHECK(counted == sent.size());
}

TEST_CASE("a code that is not for clients shows as one that is") {
  CHECK(traits_of(ec::stale_token).name == "unavailable");
  CHECK(traits_of(static_cast<ec>(200)).name == "internal");
}

TEST_CASE("close codes say whether to reconnect") {
  const std::set<ec> reconnect{ec::too_many,     ec::internal,        ec::unavailable,
                               ec::storage_full, ec::outcome_unknown, ec::slow_reader};
  for (const auto& [name, entry] : sent) {
    const auto close_code = traits_of(entry.first).close_code;
    CAPTURE(name);
    if (reconnect.contains(entry.first))
      CHECK((close_code >= 4000 && close_code < 4500));
    else
      CHECK((close_code >= 4500 && close_code < 5000));
  }
  CHECK(traits_of(ec::too_many).close_code == 4008);
  CHECK(traits_of(ec::slow_reader).close_code == 4009);
  CHECK(traits_of(ec::unavailable).close_code == 4012);
  CHECK(traits_of(ec::session_ended).close_code == 4501);
  CHECK(traits_of(ec::malformed).close_code == 4502);
}

TEST_CASE("an error says itself when to try again, and else its code does") {
  CHECK(retry_of({ec::unavailable, "the owner moves"}) == std::chrono::seconds{1});
  CHECK(retry_of({ec::unavailable, "the owner moves", {}, std::chrono::seconds{5}}) ==
        std::chrono::seconds{5});
  CHECK(retry_of({ec::not_found, "no such chat"}) == std::chrono::milliseconds{0});
}

TEST_CASE(
    "whatever cannot be served now says when to try again, also what clients have no name for") {
  for (int number = 0; number < enumerators; ++number) {
    const auto code = static_cast<ec>(number);
    CAPTURE(number);
    if (traits_of(code).status == 503)
      CHECK(retry_of({code, "later"}).count() > 0);
  }
  CHECK(traits_of(ec::stale_token).status == 503);
}

TEST_CASE("a limit on number has no time to wait, since it does not pass") {
  CHECK(retry_of({ec::too_many, "at most 2 rooms"}) == std::chrono::milliseconds{0});
  CHECK(retry_of({ec::too_many, "too many messages", {}, std::chrono::milliseconds{50}}) ==
        std::chrono::milliseconds{50});
}

TEST_CASE("the value of a refusal throws its message") {
  const result<int> refused{error{ec::conflict, "the login alice is taken", "login"}};
  CHECK_THROWS_WITH_AS((void)refused.value(), "the login alice is taken", std::runtime_error);
}

TEST_SUITE_END();

} // namespace vestnik::model::error_tests
