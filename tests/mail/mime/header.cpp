#include "mail/mime/header.hpp"

#include "model/values/time.hpp"
#include "model/values/utf8.hpp"

#include <doctest/doctest.h>
#include <random>
#include <string>
#include <vector>

namespace vestnik::mail::mime_header_tests {

TEST_SUITE_BEGIN("mail/mime/header");

using namespace vestnik;
using namespace vestnik::mail;

using addresses = std::vector<model::mail_address>;

TEST_CASE("text is decoded") {
  const std::pair<const char*, const char*> rows[] = {
      {" Hello\r\n", "Hello"},
      {" folded\r\n text", "folded text"},
      {" =?utf-8?B?0J/RgNC40LLQtdGC?=", "Привет"},
      {" =?koi8-r?Q?=F0=D2=C9=D7=C5=D4?= all", "Привет all"},
      {" =?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"},
      // A character that is cut between two words.
      {" =?utf-8?B?0J/RgNC40LI=?= =?utf-8?B?0LXR?= =?utf-8?B?gg==?=", "Привет"},
      {" =?windows-1251?Q?\xcf\xf0\xe8\xe2\xe5\xf2?=", "Привет"},
      {" \xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0! \xca\xe0\xea \xe4\xe5\xeb\xe0?",
       "Привет, мир! Как дела?"},
      {" Привет", "Привет"},
      {" Re: =?windows-1251?B?z/Do4uXy?= \xec\xe8\xf0 \xe8 \xe4\xf0\xf3\xe6\xe1\xe0",
       "Re: Привет мир и дружба"},
      {"", ""},
  };
  for (const auto& [raw, text] : rows) {
    CAPTURE(text);
    CHECK(decode_text(raw) == text);
  }
}

TEST_CASE("addresses are decoded") {
  CHECK(decode_addresses("a@b.c") == addresses{{"", "a@b.c"}});
  CHECK(decode_addresses("\"Last, First\" <a@b.c>, d@e.f") ==
        addresses{{"Last, First", "a@b.c"}, {"", "d@e.f"}});
  CHECK(decode_addresses("friends: a@b.c, X <d@e.f>;, g@h.i") ==
        addresses{{"", "a@b.c"}, {"X", "d@e.f"}, {"", "g@h.i"}});
  CHECK(decode_addresses("undisclosed-recipients:;").empty());
  CHECK(decode_addresses("=?koi8-r?B?8NLJ18XU?= <a@b.c>") == addresses{{"Привет", "a@b.c"}});
  CHECK(decode_addresses("").empty());
}

TEST_CASE("addresses that break the grammar are not lost, nor are their names") {
  CHECK(decode_addresses("foo..bar.@docomo.ne.jp") == addresses{{"", "foo..bar.@docomo.ne.jp"}});
  CHECK(decode_addresses("a@b.c, Name <.x.@y.z>, \"Z, z\" <d@e>") ==
        addresses{{"", "a@b.c"}, {"Name", ".x.@y.z"}, {"Z, z", "d@e"}});
  CHECK(decode_addresses("Name <>") == addresses{{"Name", ""}});
  CHECK(decode_addresses("=?utf-8?B?0J/RgNC40LLQtdGC?= <a..@b>") == addresses{{"Привет", "a..@b"}});
  CHECK(decode_addresses("john at x") == addresses{{"john at x", ""}});
  CHECK(decode_addresses("a b@c.d") == addresses{{"a", "b@c.d"}});
  CHECK(decode_addresses("a@b.c; d@e.f") == addresses{{"", "a@b.c"}, {"", "d@e.f"}});
  CHECK(decode_addresses("Name, First <a@b.c>, d..@e") ==
        addresses{{"Name, First", "a@b.c"}, {"", "d..@e"}});
  CHECK(decode_addresses("team: .a@b, c@d;") == addresses{{"", ".a@b"}, {"", "c@d"}});
  CHECK(decode_addresses(", ,;<>").empty());
}

TEST_CASE("groups in groups without end are read, and what stands in them") {
  std::string groups;
  while (groups.size() < 256 * 1024)
    groups += "a:";
  CHECK(decode_addresses(groups + "x@y.z") == addresses{{"", "x@y.z"}});
  CHECK(decode_addresses("a@b.c, \"" + groups).front() == addresses{{"", "a@b.c"}}.front());
}

TEST_CASE("what would turn an address around or ring a bell is left out") {
  CHECK(decode_text("a\xE2\x80\xAE b\x07\x1B c") == "a b c");
  CHECK(decode_addresses("\"Bank\xE2\x80\xAE\" <a@b.c>") == addresses{{"Bank", "a@b.c"}});
}

TEST_CASE("undeclared bytes are in the charset of the message's text") {
  CHECK(decode_text("\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r") == "Привет");
  CHECK(decode_addresses("\xf0\xc5\xd4\xd2 <a@b.c>", "koi8-r") == addresses{{"Петр", "a@b.c"}});
}

TEST_CASE("names with raw bytes are decoded once, inside encoded words and out") {
  CHECK(decode_addresses("=?windows-1251?Q?\xcf\xf0\xe8\xe2\xe5\xf2?= <a@b.c>") ==
        addresses{{"Привет", "a@b.c"}});
  CHECK(decode_addresses("=?koi8-r?Q?\xf0\xd2\xc9\xd7\xc5\xd4_\xcd\xc9\xd2?= <a@b.c>") ==
        addresses{{"Привет мир", "a@b.c"}});
  CHECK(decode_addresses("\xcf\xe5\xf2\xf0 \xcf\xe5\xf2\xf0\xee\xe2\xe8\xf7 <a@b.c>") ==
        addresses{{"Петр Петрович", "a@b.c"}});
  CHECK(decode_addresses("Пётр <a@b.c>") == addresses{{"Пётр", "a@b.c"}});
}

TEST_CASE("dates are read in their zone") {
  const std::pair<const char*, const char*> rows[] = {
      {"Fri, 13 Nov 2026 09:12:44 +0300", "2026-11-13T06:12:44.000Z"},
      {"13 Nov 26 09:12 GMT", "2026-11-13T09:12:00.000Z"},
      {"Thu, 01 Jan 1970 00:00:01 -0000 (UTC)", "1970-01-01T00:00:01.000Z"},
      {"Thu, 1 Jan 2026 10:00:00 -600", "2026-01-01T16:00:00.000Z"},
      {"Thu, 1 Jan 2026 10:00:00 +300 (MSK)", "2026-01-01T07:00:00.000Z"},
      {"yesterday", "1970-01-01T00:00:00.000Z"},
      {"", "1970-01-01T00:00:00.000Z"},
  };
  for (const auto& [raw, expected] : rows)
    CHECK_MESSAGE(model::to_rfc3339(decode_date(raw)) == expected, raw);
}

TEST_CASE("message ids lose their brackets") {
  CHECK(decode_message_ids(" <a@b>\r\n <c@d>") == std::vector<std::string>{"a@b", "c@d"});
  CHECK(decode_message_ids("").empty());
  std::string many;
  for (int i = 0; i < 1000; ++i)
    many += "<x@y> ";
  CHECK(decode_message_ids(many).size() == 100);
}

TEST_CASE("a header gives valid text whatever stands in it") {
  std::mt19937 random{5};
  const std::string seed =
      "=?utf-8?Q?=C3=BC?= <a@b.c>, \"x\" =?koi8-r?B?8NLJ?= group: d@e; \xcf\xf0 (c)";
  for (int i = 0; i < 3000; ++i) {
    auto raw = seed;
    for (auto n = 1 + random() % 8; n > 0; --n)
      raw[random() % raw.size()] = static_cast<char>(random());
    CHECK(model::is_valid_utf8(decode_text(raw)));
    for (const auto& [name, address] : decode_addresses(raw)) {
      CHECK(model::is_valid_utf8(name));
      CHECK(model::is_valid_utf8(address));
    }
    for (const auto& id : decode_message_ids(raw))
      CHECK(model::is_valid_utf8(id));
    (void)decode_date(raw);
  }
}

} // namespace vestnik::mail::mime_header_tests
