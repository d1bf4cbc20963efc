#include "mail/imap/response.hpp"

#include <doctest/doctest.h>

namespace vestnik::mail::imap_response_tests {

TEST_SUITE_BEGIN("mail/imap/response");

using namespace vestnik::mail;

TEST_CASE("capabilities are read without regard to case and blanks") {
  CHECK(read_capabilities("IMAP4rev1  Idle ") == imap_capabilities{"IMAP4REV1", "IDLE"});
  CHECK(read_capabilities("").empty());
}

TEST_CASE("a number is decimal and fits 32 bits") {
  CHECK(read_number("4294967295") == 4294967295U);
  CHECK(read_number("0") == 0U);
  for (const auto* text : {"", "4294967296", "-1", "+1", "1a", " 1", "0x1"})
    CHECK_MESSAGE(!read_number(text), text);
}

TEST_CASE("upper case touches only ASCII letters") { CHECK(upper_ascii("aZ9\xE4[") == "AZ9\xE4["); }

} // namespace vestnik::mail::imap_response_tests
