#include "mail/imap/fetch.hpp"

#include "mail/imap/parser.hpp"
#include "model/values/time.hpp"
#include "model/values/utf8.hpp"

#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <variant>

namespace vestnik::mail::imap_fetch_tests {

TEST_SUITE_BEGIN("mail/imap/fetch");

using namespace vestnik;
using namespace vestnik::mail;

namespace {

model::result<imap_fetch> read(std::string_view line, imap_limits limits = {}) {
  imap_parser parser{limits};
  parser.feed(line);
  auto item = parser.next();
  REQUIRE(item);
  return read_fetch(std::get<imap_response>(std::move(*item)));
}

} // namespace

TEST_CASE("attributes are found in any order") {
  const auto fetch =
      read("* 1 FETCH (BODY[] {3}\r\nabc FLAGS (\\Seen) X-NEW (1 (2)) RFC822.SIZE 3 uid 9 "
           "INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")\r\n");
  REQUIRE(fetch.has_value());
  CHECK(fetch->uid == 9);
  CHECK(fetch->size == 3);
  CHECK(fetch->flags == std::vector<std::string>{"\\Seen"});
  CHECK(fetch->state == imap_fetch::body_state::present);
  CHECK(fetch->body == "abc");
  CHECK(model::to_rfc3339(fetch->internal_date) == "1996-07-17T09:44:25.000Z");
}

TEST_CASE("a body is present, nil, too large or absent") {
  using state = imap_fetch::body_state;
  CHECK(read("* 1 FETCH (UID 1 FLAGS ())\r\n")->state == state::absent);
  CHECK(read("* 1 FETCH (UID 1 BODY[] NIL)\r\n")->state == state::nil);
  CHECK(read("* 1 FETCH (UID 1 BODY[] \"\")\r\n")->state == state::present);
  CHECK(read("* 1 FETCH (UID 1 BODY[HEADER] \"x\")\r\n")->state == state::absent);
  imap_limits limits;
  limits.literal = 2;
  const auto large = read("* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n", limits);
  CHECK(large->state == state::too_large);
  CHECK(large->body_size == 3);
}

TEST_CASE("an answer that is not a list of pairs is refused") {
  for (const auto* line : {"* 1 FETCH UID 1\r\n", "* 1 FETCH (UID)\r\n", "* 1 FETCH ((UID) 1)\r\n",
                           "* 1 FETCH\r\n", "* 1 FETCH (UID 1) (UID 2)\r\n"})
    CHECK_MESSAGE(read(line).has_error(), line);
}

TEST_CASE("values of the wrong kind count as missing") {
  const auto fetch = read("* 1 FETCH (UID x RFC822.SIZE NIL FLAGS NIL INTERNALDATE (1))\r\n");
  REQUIRE(fetch.has_value());
  CHECK(fetch->uid == 0);
  CHECK(fetch->size == 0);
  CHECK(fetch->flags.empty());
  CHECK(fetch->internal_date == model::timestamp{});
}

TEST_CASE("internal dates are read in their zone") {
  const std::pair<const char*, const char*> rows[] = {
      {"17-Jul-1996 02:44:25 -0700", "1996-07-17T09:44:25.000Z"},
      {" 1-Jan-2026 00:00:00 +0300", "2025-12-31T21:00:00.000Z"},
      {"1-jan-2026 00:00:00 +0000", "2026-01-01T00:00:00.000Z"},
      {"29-Feb-2024 23:59:60 +0000", "2024-03-01T00:00:00.000Z"},
      {"30-Feb-2024 00:00:00 +0000", "1970-01-01T00:00:00.000Z"},
      {"17-Jux-1996 02:44:25 -0700", "1970-01-01T00:00:00.000Z"},
      {"17-Jul-1996 02:44:25 0700", "1970-01-01T00:00:00.000Z"},
      {"nonsense", "1970-01-01T00:00:00.000Z"},
      {"", "1970-01-01T00:00:00.000Z"},
  };
  for (const auto& [text, expected] : rows)
    CHECK_MESSAGE(model::to_rfc3339(read_internal_date(text)) == expected, text);
}

TEST_CASE("sizes are integers, or floats as Mail.ru writes them") {
  CHECK(read_size("44827") == 44827);
  CHECK(read_size("9.3736e+06") == 9373600);
  CHECK(read_size("18446744073709551615") == 18446744073709551615ULL);
  for (const auto* text : {"", "-5", "-1.5", "1e300", "nan", "inf", "12k", "1e"})
    CHECK_MESSAGE(read_size(text) == 0, text);
}

TEST_CASE("flags are text, whatever bytes they are made of") {
  for (int byte = 1; byte < 256; ++byte) {
    if (std::string_view{"\r\n \"(){"}.find(static_cast<char>(byte)) != std::string_view::npos)
      continue;
    const std::string flag{'f', static_cast<char>(byte)};
    imap_parser parser;
    parser.feed("* 1 FETCH (UID 7 FLAGS (" + flag + " {3}\r\na" + std::string(1, '\0') +
                "\xFF))\r\n");
    auto item = parser.next();
    CAPTURE(byte);
    if (!item || !std::holds_alternative<imap_response>(*item))
      continue;
    const auto fetch = read_fetch(std::move(std::get<imap_response>(*item)));
    REQUIRE(fetch.has_value());
    REQUIRE(fetch->flags.size() == 2);
    for (const auto& each : fetch->flags)
      CHECK(model::is_valid_utf8(each));
  }
}

} // namespace vestnik::mail::imap_fetch_tests
