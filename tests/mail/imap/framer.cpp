#include "mail/imap/framer.hpp"

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::mail::imap_framer_tests {

TEST_SUITE_BEGIN("mail/imap/framer");

using namespace vestnik::mail;

TEST_CASE("a frame is a line with its literals taken out") {
  imap_framer framer{{}};
  std::string_view input = "* 1 FETCH (BODY[] {4}\r\na\r\nb UID 2)\r\nA1 OK\r\n";
  const auto first = framer.next(input);
  REQUIRE(first);
  const auto& frame = std::get<imap_frame>(*first);
  CHECK(frame.text == "* 1 FETCH (BODY[] {4}\n UID 2)");
  REQUIRE(frame.literals.size() == 1);
  CHECK(frame.literals[0].bytes == "a\r\nb");
  CHECK(input == "A1 OK\r\n");
}

TEST_CASE("input is taken up to the end of the first frame only") {
  imap_framer framer{{}};
  std::string_view input = "* OK one\r\n* OK two\r\n";
  REQUIRE(framer.next(input));
  CHECK(input == "* OK two\r\n");
  REQUIRE(framer.next(input));
  CHECK(input.empty());
  CHECK(!framer.next(input));
}

TEST_CASE("status, tagged and continuation lines have no literals") {
  for (const std::string_view line :
       {"* OK {3}", "* no {3}", "* BYE {3}", "A1 OK {3}", "+ {3}", "junk {3}"}) {
    imap_framer framer{{}};
    const auto bytes = std::string{line} + "\r\n";
    std::string_view input = bytes;
    const auto found = framer.next(input);
    REQUIRE(found);
    CHECK(std::get<imap_frame>(*found).text == line);
  }
}

TEST_CASE("a response named like a status word may have literals") {
  imap_framer framer{{}};
  std::string_view input = "* NOTES {3}\r\nabc\r\n";
  const auto found = framer.next(input);
  REQUIRE(found);
  CHECK(std::get<imap_frame>(*found).literals.at(0).bytes == "abc");
}

TEST_CASE("a damaged frame shows how it began") {
  imap_limits limits;
  limits.line = 10;
  imap_framer framer{limits};
  const auto bytes = "* 1 FETCH " + std::string(500, 'x') + "\r\n";
  std::string_view input = bytes;
  const auto found = framer.next(input);
  REQUIRE(found);
  CHECK(std::get<imap_damage>(*found).start == bytes.substr(0, 120));
}

TEST_CASE("what is held are the bytes that have come, not those that were announced") {
  imap_framer framer{{}};
  std::string_view input = "* 1 FETCH (BODY[] {1000}\r\nabc";
  CHECK(!framer.next(input));
  CHECK(framer.held() == std::string_view{"* 1 FETCH (BODY[] {1000}\n"}.size() + 3);
  const auto rest = std::string(997, 'x') + ")\r\n";
  input = rest;
  CHECK(framer.next(input));
  CHECK(framer.held() == 0);
}

} // namespace vestnik::mail::imap_framer_tests
