#include "mail/imap/response.hpp"

#include "mail/imap/parser.hpp"

#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::mail::imap_response_tests {

TEST_SUITE_BEGIN("mail/imap/response");

using namespace vestnik::mail;

TEST_CASE("capabilities are read without regard to case and blanks") {
  CHECK(read_capabilities("IMAP4rev1  Idle ") == imap_capabilities{"IMAP4REV1", "IDLE"});
  CHECK(read_capabilities("").empty());
}

TEST_CASE("what a search has found is numbers and ranges in the old form and in the new one") {
  const auto found = [](std::string text, std::size_t literals = 0) {
    imap_frame frame;
    frame.text = std::move(text);
    frame.literals.resize(literals);
    return read_search(*parse_response(std::move(frame), {}));
  };
  using ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  CHECK(found("* SEARCH 2 84 882") == ranges{{2, 2}, {84, 84}, {882, 882}});
  CHECK(found("* SEARCH").empty());
  CHECK(found("* ESEARCH (TAG \"v4\") UID ALL 4:2,17,x,9:,4294967296") == ranges{{2, 4}, {17, 17}});
}

TEST_CASE("a number is decimal and fits 32 bits") {
  CHECK(read_number("4294967295") == 4294967295U);
  CHECK(read_number("0") == 0U);
  for (const auto* text : {"", "4294967296", "-1", "+1", "1a", " 1", "0x1"})
    CHECK_MESSAGE(!read_number(text), text);
}

TEST_CASE("upper case touches only ASCII letters") { CHECK(upper_ascii("aZ9\xE4[") == "AZ9\xE4["); }

} // namespace vestnik::mail::imap_response_tests
