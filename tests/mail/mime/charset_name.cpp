#include "mail/mime/charset_name.hpp"

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::mail::mime_charset_name_tests {

TEST_SUITE_BEGIN("mail/mime/charset_name");

using namespace vestnik::mail;

TEST_CASE("labels are known as browsers know them, in any case") {
  const std::pair<const char*, std::string_view> rows[] = {
      {"UTF-8", "UTF-8"},
      {" Latin1 ", "WINDOWS-1252"},
      {"iso-8859-9", "WINDOWS-1254"},
      {"gb2312", "GB18030"},
      {"Big5", "BIG5-HKSCS"},
      {"Shift_JIS", "CP932"},
      {"iso-8859-1*fr", "WINDOWS-1252"},
      {"koi8-u", "KOI8-U"},
  };
  for (const auto& [label, name] : rows) {
    CAPTURE(label);
    REQUIRE(known_charset(label) != nullptr);
    CHECK(known_charset(label) == name);
  }
}

TEST_CASE("no other module of iconv is loaded") {
  for (const auto& label :
       {std::string{}, std::string{" "}, std::string{"IBM1047"}, std::string{"utf-8//IGNORE"},
        std::string{"../../x"}, std::string{"utf-8 utf8"}, std::string(500, 'x')})
    CHECK_MESSAGE(known_charset(label) == nullptr, label);
}

} // namespace vestnik::mail::mime_charset_name_tests
