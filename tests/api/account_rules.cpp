#include "api/account_rules.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::api::account_rules_tests {

TEST_SUITE_BEGIN("api/account_rules");

TEST_CASE("a login has few characters, all of them plain, and begins with a letter") {
  for (const auto* good : {"abc", "a.b-c_9", "a0123456789012345678901234567890"})
    CHECK(check_login(good).has_value());
  for (const auto* bad :
       {"", "ab", "9ab", ".ab", "Abc", "a b", "аbc", "a01234567890123456789012345678901"}) {
    CAPTURE(bad);
    REQUIRE(!check_login(bad).has_value());
    CHECK(check_login(bad).error().field == "login");
  }
}

TEST_CASE("a name shows, has no spaces around it, and is counted in characters") {
  std::string longest;
  for (std::size_t i = 0; i < longest_name; ++i)
    longest += "я";
  for (const auto& good : {std::string{"A"}, std::string{"Алиса 🌲"}, longest})
    CHECK(check_name(good).has_value());
  for (const auto& bad : {std::string{}, std::string{" A"}, std::string{"A "}, longest + "я",
                          std::string{"a\x1b"}, std::string{"\xff"}}) {
    CAPTURE(bad);
    REQUIRE(!check_name(bad).has_value());
    CHECK(check_name(bad).error().field == "name");
  }
}

TEST_CASE("a password is counted in octets") {
  CHECK(check_password("12345678").has_value());
  CHECK(check_password(std::string(longest_password, 'x')).has_value());
  CHECK(!check_password("1234567").has_value());
  CHECK(!check_password(std::string(longest_password + 1, 'x')).has_value());
}

} // namespace vestnik::api::account_rules_tests
