#include "mail/imap/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <doctest/doctest.h>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail::imap_parser_tests {

TEST_SUITE_BEGIN("mail/imap/parser");

using namespace vestnik::mail;

namespace {

/// A value as IMAP would write it, so that tables stay readable.
std::string written(const imap_value& value) {
  switch (value.is) {
  case imap_value::kind::nil:
    return "NIL";
  case imap_value::kind::atom:
    return value.text;
  case imap_value::kind::string:
    return '"' + value.text + '"';
  case imap_value::kind::too_large:
    return fmt::format("<{} bytes>", value.size);
  case imap_value::kind::list:
    break;
  }
  std::string result = "(";
  for (const auto& item : value.items)
    result += (result.size() > 1 ? " " : "") + written(item);
  return result + ")";
}

std::string written(const imap_item& item) {
  if (const auto* damage = std::get_if<imap_damage>(&item))
    return "damage: " + damage->reason;
  const auto& x = std::get<imap_response>(item);
  static constexpr std::string_view statuses[] = {"", "OK", "NO", "BAD", "PREAUTH", "BYE"};
  std::string result = x.is == imap_response::kind::continuation ? "+"
                       : x.tag.empty()                           ? "*"
                                                                 : x.tag;
  if (x.number)
    result += fmt::format(" {}", *x.number);
  const auto status = statuses[static_cast<std::size_t>(x.status)];
  for (const std::string_view word : {std::string_view{x.name}, status})
    if (!word.empty())
      result += fmt::format(" {}", word);
  if (!x.code.empty())
    result +=
        fmt::format(" [{}{}{}]", x.code, x.code_arguments.empty() ? "" : "|", x.code_arguments);
  if (!x.text.empty())
    result += fmt::format(" '{}'", x.text);
  for (const auto& value : x.values)
    result += ' ' + written(value);
  return result;
}

std::vector<std::string> drain(imap_parser& parser) {
  std::vector<std::string> result;
  while (const auto item = parser.next())
    result.push_back(written(*item));
  return result;
}

std::vector<std::string> parse(std::string_view bytes, imap_limits limits = {}) {
  imap_parser parser{limits};
  parser.feed(bytes);
  return drain(parser);
}

std::vector<std::string> parse_bytewise(std::string_view bytes, imap_limits limits = {}) {
  imap_parser parser{limits};
  std::vector<std::string> result;
  for (const char c : bytes) {
    parser.feed({&c, 1});
    std::ranges::move(drain(parser), std::back_inserter(result));
  }
  return result;
}

struct row {
  std::string_view bytes;
  std::vector<std::string> expected;
};

const std::vector<row> table{
    {"* OK ready\r\n", {"* OK 'ready'"}},
    {"* OK\r\n", {"* OK"}},
    {"* ok lower case\r\n", {"* OK 'lower case'"}},
    {"* PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi\r\n",
     {"* PREAUTH [CAPABILITY|IMAP4rev1 IDLE] 'hi'"}},
    {"* BYE idle for too long\r\n", {"* BYE 'idle for too long'"}},
    {"* OK [UIDVALIDITY 3857529045] UIDs valid\r\n",
     {"* OK [UIDVALIDITY|3857529045] 'UIDs valid'"}},
    {"* OK [uidnext 4392]\r\n", {"* OK [UIDNEXT|4392]"}},
    {"* OK [ALERT] System shutdown in 10 minutes\r\n",
     {"* OK [ALERT] 'System shutdown in 10 minutes'"}},
    {"* OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] Limited\r\n",
     {"* OK [PERMANENTFLAGS|(\\Deleted \\Seen \\*)] 'Limited'"}},
    {"* OK [no end of the code\r\n", {"* OK '[no end of the code'"}},
    {"A1 OK done\r\n", {"A1 OK 'done'"}},
    {"A1 NO [AUTHENTICATIONFAILED] Invalid credentials\r\n",
     {"A1 NO [AUTHENTICATIONFAILED] 'Invalid credentials'"}},
    {"A1 BAD [THROTTLED] slow down\r\n", {"A1 BAD [THROTTLED] 'slow down'"}},
    {"+ idling\r\n", {"+ 'idling'"}},
    {"+\r\n", {"+"}},
    {"+ \r\n", {"+"}},
    {"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n",
     {"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN"}},
    {"* 23 EXISTS\r\n", {"* 23 EXISTS"}},
    {"* 0 EXISTS\r\n* 1 RECENT\r\n", {"* 0 EXISTS", "* 1 RECENT"}},
    {"* 44 expunge\r\n", {"* 44 EXPUNGE"}},
    {"* SEARCH\r\n", {"* SEARCH"}},
    {"* SEARCH 2 84 882\r\n", {"* SEARCH 2 84 882"}},
    {"* FLAGS (\\Answered \\Flagged)\r\n", {"* FLAGS (\\Answered \\Flagged)"}},
    {"* FLAGS ()\r\n", {"* FLAGS ()"}},
    {"* LIST (\\HasNoChildren) \"|\" \"&BB4EQg-\"\r\n",
     {"* LIST (\\HasNoChildren) \"|\" \"&BB4EQg-\""}},
    {"* LIST () NIL inbox\r\n", {"* LIST () NIL inbox"}},
    {"* ID (\"name\" \"Dove \\\"cot\\\\\" \"v\" nil)\r\n",
     {"* ID (\"name\" \"Dove \"cot\\\" \"v\" NIL)"}},
    {"* ESEARCH (TAG \"A2\") UID ALL 2,10:11\r\n", {"* ESEARCH (TAG \"A2\") UID ALL 2,10:11"}},
    {"* 12 FETCH (UID 7 FLAGS (\\Seen $Junk))\r\n", {"* 12 FETCH (UID 7 FLAGS (\\Seen $Junk))"}},
    {"* 1 FETCH (BODY[] {5}\r\nhello UID 3)\r\n", {"* 1 FETCH (BODY[] \"hello\" UID 3)"}},
    {"* 1 FETCH (BODY[] {0}\r\n)\r\n", {"* 1 FETCH (BODY[] \"\")"}},
    {"* 1 FETCH (BODY[] ~{3}\r\na)b)\r\n", {"* 1 FETCH (BODY[] \"a)b\")"}},
    {"* 1 FETCH (BODY[]{3}\r\nabc)\r\n", {"* 1 FETCH (BODY[] \"abc\")"}},
    {"* 1 FETCH (A {2}\r\n\r\n B {4}\r\n{9}\n)\r\n", {"* 1 FETCH (A \"\r\n\" B \"{9}\n\")"}},
    {"* 1 FETCH (BODY[HEADER.FIELDS (FROM TO)]<0> \"x\")\r\n",
     {"* 1 FETCH (BODY[HEADER.FIELDS (FROM TO)]<0> \"x\")"}},
    {"* 1 FETCH (ENVELOPE (NIL \"s\" ((\"a\" NIL \"b\" \"c\"))))\r\n",
     {"* 1 FETCH (ENVELOPE (NIL \"s\" ((\"a\" NIL \"b\" \"c\"))))"}},
    {"* 1 FETCH (RFC822.SIZE 9.3736e+06)\r\n", {"* 1 FETCH (RFC822.SIZE 9.3736e+06)"}},
    {"* 1 FETCH (X-GM-LABELS (\"\\\\Inbox\" Foo))\r\n",
     {"* 1 FETCH (X-GM-LABELS (\"\\Inbox\" Foo))"}},
    {"*  1   FETCH  ( UID   2 )  \r\n", {"* 1 FETCH (UID 2)"}},
    {"* 1 EXISTS\n* 2 EXISTS\n", {"* 1 EXISTS", "* 2 EXISTS"}},
    {"\r\n* 1 EXISTS\r\n", {"* 1 EXISTS"}},
    // Words for people may end like a literal.
    {"* OK [X] see {5}\r\n* 1 EXISTS\r\n", {"* OK [X] 'see {5}'", "* 1 EXISTS"}},
    {"A1 NO bad {3}\r\n+ {3}\r\n", {"A1 NO 'bad {3}'", "+ '{3}'"}},
    // What cannot be read costs one response.
    {"garbage\r\n* 1 EXISTS\r\n",
     {"damage: neither a response nor the end of a command", "* 1 EXISTS"}},
    {"220 mail ESMTP\r\n", {"damage: neither a response nor the end of a command"}},
    {"* \r\n* 1 EXISTS\r\n", {"damage: the response has no name", "* 1 EXISTS"}},
    {"* 99999999999 EXISTS\r\n", {"damage: the number is not one of 32 bits"}},
    {"* 12x FETCH ()\r\n", {"damage: the number is not one of 32 bits"}},
    {"* 1 FETCH (UID 2\r\n* 2 EXISTS\r\n", {"damage: a list is not closed", "* 2 EXISTS"}},
    {"* 1 FETCH (UID 2))\r\n* 2 EXISTS\r\n",
     {"damage: a parenthesis closes nothing", "* 2 EXISTS"}},
    {"* 1 FETCH (X \"open)\r\n* 2 EXISTS\r\n",
     {"damage: a quoted string is not closed", "* 2 EXISTS"}},
    {"* 1 FETCH (X \"open{2}\r\nab {1}\r\nc)\r\n* 2 EXISTS\r\n",
     {"damage: a quoted string is not closed", "* 2 EXISTS"}},
    {"* FETCH{2}\r\nab {1}\r\nc\r\n* 2 EXISTS\r\n",
     {"damage: a literal stands where none may be", "* 2 EXISTS"}},
    {"* 1 FETCH (BODY[] {99999999999999999999}\r\n* 2 EXISTS\r\n",
     {"damage: a list is not closed", "* 2 EXISTS"}},
};

} // namespace

TEST_CASE("each response is read, whole or byte by byte") {
  for (const auto& [bytes, expected] : table) {
    CAPTURE(bytes);
    CHECK(parse(bytes) == expected);
    CHECK(parse_bytewise(bytes) == expected);
  }
}

TEST_CASE("all responses in one run come out in order") {
  std::string bytes;
  std::vector<std::string> expected;
  for (const auto& row : table) {
    bytes += row.bytes;
    std::ranges::copy(row.expected, std::back_inserter(expected));
  }
  CHECK(parse(bytes) == expected);
}

TEST_CASE("a cut response yields nothing and is finished by the rest") {
  const std::string_view bytes = "* 1 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n";
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    imap_parser parser;
    parser.feed(bytes.substr(0, cut));
    CHECK(drain(parser).empty());
    parser.feed(bytes.substr(cut));
    CHECK(drain(parser) == std::vector<std::string>{"* 1 FETCH (UID 3 BODY[] \"hello\")"});
  }
}

TEST_CASE("a response written as IMAP is read back") {
  std::mt19937 random{7};
  const auto number = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
  const auto make = [&](const auto& self, int depth) -> imap_value {
    imap_value value;
    switch (number(depth > 3 ? 3 : 4)) {
    case 0:
      value.is = imap_value::kind::atom;
      value.text = fmt::format("A{}", number(1000));
      break;
    case 1:
      value.is = imap_value::kind::string;
      for (auto n = number(20); n > 0; --n)
        value.text += static_cast<char>(number(256));
      break;
    case 2:
      break;
    default:
      value.is = imap_value::kind::list;
      for (auto n = number(5); n > 0; --n)
        value.items.push_back(self(self, depth + 1));
    }
    return value;
  };
  const auto write = [](const auto& self, const imap_value& value) -> std::string {
    if (value.is == imap_value::kind::string)
      return fmt::format("{{{}}}\r\n{}", value.text.size(), value.text);
    if (value.is != imap_value::kind::list)
      return value.is == imap_value::kind::nil ? "NIL" : value.text;
    std::string result = "(";
    for (const auto& item : value.items)
      result += (result.size() > 1 ? " " : "") + self(self, item);
    return result + ")";
  };
  for (int i = 0; i < 500; ++i) {
    const auto value = make(make, 0);
    imap_parser parser;
    parser.feed("* DATA " + write(write, value) + "\r\n");
    const auto item = parser.next();
    REQUIRE(item);
    CHECK(std::get<imap_response>(*item).values == std::vector{value});
  }
}

TEST_CASE("limits cost one response") {
  imap_limits limits;
  limits.line = 40;
  limits.literal = 8;
  limits.depth = 3;
  limits.items = 6;
  const std::vector<row> rows{
      {"* X (((a)))\r\n", {"* X (((a)))"}},
      {"* X ((((a))))\r\n", {"damage: lists are nested too deep"}},
      {"* X a b c d e f\r\n", {"* X a b c d e f"}},
      {"* X a b c d e f g\r\n", {"damage: the response has too many values"}},
      {"* 1 FETCH (B {9}\r\n123456789 UID 4)\r\n", {"* 1 FETCH (B <9 bytes> UID 4)"}},
      {"* 1 FETCH (B {8}\r\n12345678 C {1}\r\n9)\r\n", {"* 1 FETCH (B \"12345678\" C <1 bytes>)"}},
      {"* OK a line that is longer than forty bytes\r\n", {"damage: the line is too long"}},
      {"* 1 FETCH (a line longer than forty bytes {4}\r\n\r\n\r\n)\r\n",
       {"damage: the line is too long"}},
  };
  for (const auto& [bytes, expected] : rows) {
    auto with_next = expected;
    with_next.emplace_back("* 5 EXISTS");
    const auto all = std::string{bytes} + "* 5 EXISTS\r\n";
    CAPTURE(bytes);
    CHECK(parse(all, limits) == with_next);
    CHECK(parse_bytewise(all, limits) == with_next);
  }
}

TEST_CASE("a literal over the limit is skipped however long it is") {
  imap_limits limits;
  limits.literal = 1000;
  imap_parser parser{limits};
  parser.feed("* 1 FETCH (UID 9 BODY[] {10000000}\r\n");
  const std::string block(100'000, 'x');
  for (int i = 0; i < 100; ++i) {
    parser.feed(block);
    REQUIRE(!parser.next());
  }
  parser.feed(")\r\nA1 OK\r\n");
  CHECK(drain(parser) ==
        std::vector<std::string>{"* 1 FETCH (UID 9 BODY[] <10000000 bytes>)", "A1 OK"});
}

TEST_CASE("mutated input neither crashes the parser nor makes it hold more than the limits") {
  imap_limits limits;
  limits.line = 500;
  limits.literal = 200;
  std::string seed;
  for (const auto& row : table)
    seed += row.bytes;
  std::mt19937 random{20261120};
  std::size_t items = 0;
  for (int round = 0; round < 2000; ++round) {
    auto bytes = seed;
    for (auto n = 1 + random() % 20; n > 0; --n) {
      const auto at = random() % bytes.size();
      switch (random() % 4) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes.erase(at, random() % 10);
        break;
      case 2:
        bytes.insert(at, 1, "(){}\"\\\r\n[]*+ 0"[random() % 15]);
        break;
      default:
        bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 30));
      }
    }
    imap_parser parser{limits};
    for (std::size_t at = 0; at < bytes.size();) {
      const auto size = 1 + random() % 200;
      parser.feed(std::string_view{bytes}.substr(at, size));
      at += size;
      while (const auto item = parser.next()) {
        ++items;
        // Each byte is held once; writing it out adds brackets and blanks.
        CHECK(written(*item).size() <= 4 * (limits.line + limits.literal));
      }
    }
  }
  CHECK(items > 50'000);
}

TEST_CASE("a line costs in proportion to its length, whatever it is made of") {
  // What a parser could look for again at each byte: what closes, what announces, what ends.
  static const std::vector<std::string> alphabets{
      "[",  "[]", "]",    "{",   "{1",   "{1}", "}",    "(",       "()",      ")",
      "\\", "\"", "\"\"", "[\"", "[(",   "[{",  "a[",   "a",       "1 ",      " ",
      "~{", "+",  "NIL ", "* ",  "\xFF", "[a]", "[1\r", "{0}\r\n", "a{0}\r\n"};
  const auto cost = [](std::string_view alphabet, std::size_t size) {
    std::string line;
    while (line.size() < size)
      line += alphabet;
    std::clock_t least = std::numeric_limits<std::clock_t>::max();
    for (int run = 0; run < 3; ++run) {
      imap_parser parser;
      const auto begun = std::clock();
      for (const std::string_view start : {"* 1 FETCH (", "* LIST ", "* OK [", "v1 NO ", ""}) {
        parser.feed(start);
        parser.feed(line);
        parser.feed("\r\n");
        while (parser.next())
          continue;
      }
      least = std::min(least, std::clock() - begun);
    }
    return std::max<double>(static_cast<double>(least), CLOCKS_PER_SEC / 2'000.0);
  };
  // 16 times the length: a square would cost 256 times as much.
  for (const auto& alphabet : alphabets) {
    CAPTURE(alphabet);
    CHECK(cost(alphabet, 16 * 8'000) / cost(alphabet, 8'000) < 60);
  }
}

TEST_CASE("only answers about messages and folders may have long lines") {
  const auto is_damage = [](std::string_view start) {
    imap_parser parser;
    parser.feed(start);
    parser.feed(std::string(100'000, 'a') + "\r\n");
    const auto item = parser.next();
    REQUIRE(item);
    return std::holds_alternative<imap_damage>(*item);
  };
  CHECK(!is_damage("* 1 FETCH "));
  CHECK(!is_damage("* 4294967295 fetch "));
  CHECK(!is_damage("* LIST () \"/\" "));
  for (const std::string_view start :
       {"* OK ", "* BYE ", "v1 OK ", "+ ", "* CAPABILITY ", "* 1 EXISTS ", "FETCH ", "* ", ""}) {
    CAPTURE(start);
    CHECK(is_damage(start));
  }
}

} // namespace vestnik::mail::imap_parser_tests
