#include "model/values/text.hpp"

#include <doctest/doctest.h>

namespace vestnik::model::text_tests {

TEST_SUITE_BEGIN("model/values/text");

using namespace vestnik::model;

TEST_CASE("characters are code points") {
  const std::pair<const char*, std::size_t> table[] = {{"", 0},     {"a", 1},    {"Пётр", 4},
                                                       {"日本", 2}, {"🦊", 1}, {"e\u0301", 2}};
  for (const auto& [text, expected] : table)
    CHECK(code_points(text) == expected);
}

TEST_CASE("a text is cut between characters") {
  CHECK(first_code_points("Пётр", 2) == "Пё");
  CHECK(first_code_points("🦊🦊", 1) == "🦊");
  CHECK(first_code_points("ab", 5) == "ab");
  CHECK(first_code_points("ab", 0) == "");
  CHECK(first_code_points("", 3) == "");
}

TEST_CASE("a character that does not show, or turns its neighbours round, is a control character") {
  for (const auto* text : {"\t", "a\nb", "\x1b[0m", "\x7f", "\u0085", "\u2028", "\u2029",
                           "evil\u202Etxt.exe", "\u2066", "\u2069"})
    CHECK_MESSAGE(has_control(text), text);
  for (const auto* text : {"", "Алиса Петровна", "O'Neil, Jr.", "\u00A0", "👨\u200D👩\u200D👧"})
    CHECK_MESSAGE(!has_control(text), text);
}

TEST_CASE("blanks of every kind are trimmed at the ends only") {
  const std::pair<const char*, const char*> table[] = {
      {"", ""},
      {"  ", ""},
      {" a b ", "a b"},
      {"\t\r\na\n", "a"},
      {"\u3000Ян\u00A0", "Ян"},
      {"\u2003\u2003", ""},
  };
  for (const auto& [text, expected] : table)
    CHECK(trimmed(text) == expected);
}

TEST_SUITE_END();

} // namespace vestnik::model::text_tests
