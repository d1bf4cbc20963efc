#include "mail/mime/plain_text.hpp"

#include <doctest/doctest.h>

namespace vestnik::mail::mime_plain_text_tests {

TEST_SUITE_BEGIN("mail/mime/plain_text");

using namespace vestnik::mail;

TEST_CASE("lines that flow become paragraphs") {
  const std::pair<const char*, const char*> rows[] = {
      {"one \ntwo \nthree\nfour\n", "one two three\nfour\n"},
      {"> a \n> b\n>> c\nd\n", "> a b\n>> c\nd\n"},
      {"> a \nb\n", "> a \nb\n"},
      {" From here\n >x\n", "From here\n>x\n"},
      {"text \n-- \nme\n", "text \n-- \nme\n"},
      {"one\n\n\ntwo", "one\n\n\ntwo"},
      {">\n> a\n", ">\n> a\n"},
      {"ends ", "ends "},
      {"", ""},
  };
  for (const auto& [flowed, text] : rows) {
    CAPTURE(flowed);
    CHECK(text_from_flowed(flowed, flowed_blank::is_text) == text);
  }
  CHECK(text_from_flowed("日 \n本\n", flowed_blank::is_mark) == "日本\n");
}

TEST_CASE("enriched text loses its commands") {
  const std::pair<const char*, const char*> rows[] = {
      {"<bold>Now</bold> is\nthe time", "Now is the time"},
      {"one\n\ntwo\n\n\nthree\n", "one\ntwo\n\nthree"},
      {"<color><param>red</param>a</color> << b", "a < b"},
      {"a<nl>b", "a\nb"},
      {"never <closed", "never "},
      {"<", ""},
      {"", ""},
  };
  for (const auto& [enriched, text] : rows) {
    CAPTURE(enriched);
    CHECK(text_from_enriched(enriched) == text);
  }
}

} // namespace vestnik::mail::mime_plain_text_tests
