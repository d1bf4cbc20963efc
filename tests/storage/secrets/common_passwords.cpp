#include "storage/secrets/common_passwords.hpp"

#include <doctest/doctest.h>

namespace vestnik::storage::common_passwords_tests {

TEST_SUITE_BEGIN("storage/secrets/common_passwords");

using vestnik::storage::is_common_password;

TEST_CASE("a password that guessers try first is common, whatever its case") {
  for (const auto* password : {"password", "PassWord1", "12345678", "qwertyuiop", "iloveyou",
                               "changeme", "1Q2W3E4R", "privet123", "!@#$%^&*", "zxcvbnm,"}) {
    CAPTURE(password);
    CHECK(is_common_password(password));
  }
}

TEST_CASE("other passwords are not") {
  for (const auto* password : {"", "correct horse battery staple", "password ", "пароль-пароль",
                               "xK9#mQ2$vL", "assword1"}) {
    CAPTURE(password);
    CHECK_FALSE(is_common_password(password));
  }
}

TEST_SUITE_END();

} // namespace vestnik::storage::common_passwords_tests
