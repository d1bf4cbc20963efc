#include "mail/mime/shown_text.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::mail::mime_shown_text_tests {

TEST_SUITE_BEGIN("mail/mime/shown_text");

using namespace vestnik::mail;

TEST_CASE("nothing is left that changes how its neighbours are shown") {
  const std::pair<std::string, const char*> rows[] = {
      {"Привет, 你好 😀 שלום", "Привет, 你好 😀 שלום"},
      {"bell\x07 escape\x1B[31m", "bell escape[31m"},
      {"next\xC2\x85line", "nextline"},
      {"\xE2\x80\xAE"
       "gro.elpmaxe@bank",
       "gro.elpmaxe@bank"},
      {"a\xE2\x80\xA8"
       "b\xE2\x81\xA9"
       "c\xD8\x9C",
       "abc"},
      {"a\xFF", "a\xEF\xBF\xBD"},
  };
  for (const auto& [text, shown] : rows) {
    CAPTURE(text);
    CHECK(without_controls(text) == shown);
  }
}

} // namespace vestnik::mail::mime_shown_text_tests
