#include "model/values/escapes.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::model::escapes_tests {

TEST_SUITE_BEGIN("model/values/escapes");

using namespace vestnik::model;
using namespace std::string_literals;

TEST_CASE("an escape is its octet, and a mark without two digits is itself") {
  const struct {
    const char* text;
    std::string octets;
    bool broken;
  } table[] = {
      {"", "", false},        {"abc", "abc", false}, {"a%20b", "a b", false},
      {"%D1%8f", "я", false}, {"%00", "\0"s, false}, {"%2541", "%41", false},
      {"%", "%", true},       {"%4", "%4", true},    {"a%zz%41", "a%zzA", true},
      {"%4z", "%4z", true},   {"%%41", "%A", true},  {"%-1", "%-1", true},
      {"%+1", "%+1", true},   {"% 1", "% 1", true},  {"%0x41", "%0x41", true},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    CHECK(unescaped(row.text, '%') == row.octets);
    CHECK(has_broken_escape(row.text, '%') == row.broken);
  }
  CHECK(unescaped("=41%41", '=') == "A%41");
}

TEST_SUITE_END();

} // namespace vestnik::model::escapes_tests
