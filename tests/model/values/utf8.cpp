#include "model/values/utf8.hpp"

#include <cstddef>
#include <doctest/doctest.h>
#include <initializer_list>
#include <string>

namespace vestnik::model::utf8_tests {

TEST_SUITE_BEGIN("model/values/utf8");

using namespace vestnik::model;
using namespace std::string_literals;

TEST_CASE("validity is RFC 3629's") {
  for (const auto* text : {"", "a", "ü", "€", "😀", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"})
    CHECK_MESSAGE(is_valid_utf8(text), text);
  for (const auto* text :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xff", "a\xe2"})
    CHECK_FALSE(is_valid_utf8(text));
  CHECK_FALSE(is_valid_utf8("a\0b"s));
}

TEST_CASE("an octet that is invalid is found wherever it stands in a long text") {
  for (std::size_t at = 0; at < 40; ++at)
    for (const char bad : {'\0', '\x80', '\xC3', '\xFF'}) {
      std::string text(40, 'a');
      CHECK(is_valid_utf8(text));
      text[at] = bad;
      CHECK(!is_valid_utf8(text));
      text.replace(at, 1, "é");
      CHECK(is_valid_utf8(text));
    }
}

TEST_CASE("each invalid octet, and NUL, becomes a replacement character") {
  CHECK(to_valid_utf8("aü€") == "aü€");
  CHECK(to_valid_utf8("a\xe2\x82") == "a\uFFFD\uFFFD");
  CHECK(to_valid_utf8("\xff"s + "b\0c"s) == "\uFFFDb\uFFFDc");
}

TEST_CASE("a text that ends within a character is told from one that does not") {
  for (const auto* text : {"", "a", "ü", "a€", "😀"})
    CHECK_MESSAGE(!ends_within_character(text), text);
  for (const auto* text : {"\xc3", "a\xe2", "a\xe2\x82", "\xf0\x9f\x98", "ü\xf0"})
    CHECK(ends_within_character(text));
}

TEST_CASE("a beginning has whole characters only") {
  CHECK(utf8_beginning("aü€", 10) == "aü€");
  CHECK(utf8_beginning("aü€", 5) == "aü");
  CHECK(utf8_beginning("aü€", 3) == "aü");
  CHECK(utf8_beginning("aü€", 2) == "a");
  CHECK(utf8_beginning("€", 0).empty());
}

TEST_SUITE_END();

} // namespace vestnik::model::utf8_tests
