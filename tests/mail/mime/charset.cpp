#include "mail/mime/charset.hpp"

#include "model/values/utf8.hpp"

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::mail::mime_charset_tests {

TEST_SUITE_BEGIN("mail/mime/charset");

using namespace vestnik::mail;
using namespace std::string_literals;

TEST_CASE("declared charsets are decoded") {
  struct row {
    std::string bytes;
    const char* charset;
    const char* text;
  };
  const row rows[] = {
      {"\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r", "Привет"},
      {"\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "Привет"},
      {"\xcf\xf0\xe8\xe2\xe5\xf2", " Win-1251 ", "Привет"},
      {"\x8f\xe0\xa8\xa2\xa5\xe2", "cp866", "Привет"},
      {"\xbf\xe0\xd8\xd2\xd5\xe2", "ISO-8859-5", "Привет"},
      {"Gr\xfc\xdf"
       "e \x96 \x80",
       "ISO-8859-1", "Grüße – €"},
      {"\x93\xfa\x96{", "shift_jis", "日本"},
      {"\x1b$BF|K\\\x1b(B", "iso-2022-jp", "日本"},
      {"\xd6\xd0\xce\xc4", "gb2312", "中文"},
      {"\xc7\xd1\xb1\xb9", "ks_c_5601-1987", "한국"},
      {"+BB8-", "utf-7", "П"},
      // A letter that an accent might follow is kept back to the end.
      {"\xf9\xec\xe5\xed", "windows-1255", "שלום"},
      {"Vi\xea\xf2t", "windows-1258", "Việt"},
      {"Vi\xea\xf2", "windows-1258", "Việ"},
      // Hong Kong's additions, and a row that only Microsoft's tables have.
      {"\xa7\xda\x92\xcb", "big5", "我𤎌"},
      {"\x1b$B-!\x1b(B 5", "iso-2022-jp", "① 5"},
      {"\x1b(I1\x1b(B \x1b$BF|", "iso-2022-jp", "ｱ 日"},
      {"Привет", "utf-8", "Привет"},
      {"plain", "us-ascii", "plain"},
      {"plain", "", "plain"},
  };
  for (const auto& [bytes, charset, text] : rows) {
    CAPTURE(charset);
    CHECK(to_utf8(bytes, charset) == text);
  }
}

TEST_CASE("undeclared text is recognised") {
  const std::string_view text = "Добрый день! Отправляем вам отчёт за прошлую неделю.";
  CHECK(to_utf8(text, "") == text);
  const std::string cp1251 =
      "\xc4\xee\xe1\xf0\xfb\xe9 \xe4\xe5\xed\xfc! \xce\xf2\xef\xf0\xe0\xe2\xeb\xff\xe5\xec "
      "\xe2\xe0\xec \xee\xf2\xf7\xe5\xf2.";
  CHECK(to_utf8(cp1251, "") == "Добрый день! Отправляем вам отчет.");
  const std::string koi8 =
      "\xe4\xcf\xc2\xd2\xd9\xca \xc4\xc5\xce\xd8! \xef\xd4\xd0\xd2\xc1\xd7\xcc\xd1\xc5\xcd "
      "\xd7\xc1\xcd \xcf\xd4\xde\xc5\xd4.";
  CHECK(to_utf8(koi8, "") == "Добрый день! Отправляем вам отчет.");
}

TEST_CASE("of the texts of a field eight are recognised, and the others are read as the last one") {
  const std::string cp1251 = "\xc4\xee\xe1\xf0\xfb\xe9 \xe4\xe5\xed\xfc!";
  const std::string koi8 = "\xe4\xcf\xc2\xd2\xd9\xca \xc4\xc5\xce\xd8!";
  const std::string_view text = "Добрый день!";
  charset_guesses guesses;
  CHECK(to_utf8(koi8, "", guesses) == text);
  for (int i = 0; i < 7; ++i)
    CHECK(to_utf8(cp1251, "", guesses) == text);
  CHECK(to_utf8(koi8, "", guesses) != text);
  CHECK(to_utf8(cp1251, "", guesses) == text);
  MESSAGE("what is declared is not guessed");
  CHECK(to_utf8(koi8, "koi8-r", guesses) == text);
}

TEST_CASE("Japanese without a charset is read, though its octets are ASCII") {
  for (const auto* charset : {"", "us-ascii", "utf-8"})
    CHECK(to_utf8("\x1b$BF|K\\\x1b(B", charset) == "日本");
  CHECK(to_utf8("\x1b[31mred", "") == "\x1b[31mred");
}

TEST_CASE("Western and Central European text without a charset is read") {
  CHECK(to_utf8("M\xfcller & S\xf6hne", "") == "Müller & Söhne");
  CHECK(to_utf8("It\x92s \x93"
                "done\x94",
                "") == "It’s “done”");
  CHECK(to_utf8("P\xf8\xedli\x9a \x9elu\x9dou\xe8k\xfd k\xf9\xf2", "") == "Příliš žluťoučký kůň");
}

TEST_CASE("a charset that is unknown or cannot be right is not believed") {
  CHECK(to_utf8("Привет", "x-unknown") == "Привет");
  CHECK(to_utf8("Привет", "us-ascii") == "Привет");
  CHECK(to_utf8("Привет", "//TRANSLIT") == "Привет");
  CHECK(to_utf8("Привет", std::string(500, 'x')) == "Привет");
  CHECK(to_utf8("\xcf\xf0\xe8\xe2\xe5\xf2, \xcc\xe8\xf0", "utf-8") == "Привет, Мир");
}

TEST_CASE("a few bad bytes do not cost the text its charset") {
  const std::string text = "Это довольно длинное сообщение, в котором испорчен один байт: ";
  CHECK(to_utf8(text + "\xff.", "utf-8") == text + "\xEF\xBF\xBD.");
}

TEST_CASE("the result is valid UTF-8 without NUL, whatever comes in") {
  std::string all;
  for (int i = 0; i < 512; ++i)
    all += static_cast<char>(i * 7);
  for (const auto* charset :
       {"", "utf-8", "utf-16", "utf-16le", "utf-7", "iso-2022-jp", "iso-2022-kr", "gb2312", "big5",
        "euc-jp", "hz-gb-2312", "koi8-r", "cp866", "us-ascii", "nonsense"}) {
    CAPTURE(charset);
    for (std::size_t size = 0; size < all.size(); size += 13) {
      const auto text = to_utf8(std::string_view{all}.substr(size), charset);
      CHECK(model::is_valid_utf8(text));
      CHECK(text.find('\0') == text.npos);
    }
  }
  CHECK(to_utf8("a\0b"s, "utf-8") == "a\xEF\xBF\xBD"
                                     "b");
}

} // namespace vestnik::mail::mime_charset_tests
