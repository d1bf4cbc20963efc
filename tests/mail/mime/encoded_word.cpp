#include "mail/mime/encoded_word.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::mail::mime_encoded_word_tests {

TEST_SUITE_BEGIN("mail/mime/encoded_word");

using namespace vestnik::mail;

TEST_CASE("words are decoded, and joined with their neighbours") {
  const std::pair<const char*, const char*> rows[] = {
      {"=?utf-8?B?0J/RgNC40LLQtdGC?=", "Привет"},
      {"a =?utf-8?q?=C3=BC_b?= c", "a ü b c"},
      {"=?utf-8?Q?a?= =?utf-8?Q?b?=\r\n =?utf-8?Q?c?= d", "abc d"},
      {"=?utf-8?Q?a?= x =?utf-8?Q?b?=", "a x b"},
      // After a padded word.
      {"=?utf-8?B?0J/RgNC40LI=?= =?utf-8?B?0LXRgg==?=", "Привет"},
      // A character cut between words.
      {"=?utf-8?B?0J/RgNC40LI=?= =?utf-8?B?0LXR?= =?utf-8?B?gg==?=", "Привет"},
      {"=?utf-8?Q?a=D0?= =?utf-8?Q?=BF_b?=", "aп b"},
      // A group of base64 cut between words.
      {"=?utf-8?B?0J/RgN?= =?utf-8?B?C40LLQtdGC?=", "Привет"},
      {"=?koi8-r?B?8NLJ18XU?= =?windows-1251?Q?_=EC=E8=F0?=", "Привет мир"},
      {"=?iso-8859-1*fr?Q?caf=E9?=", "café"},
      {"=?windows-1251?Q?\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0?=", "Привет мир"},
      {"=?x-unknown?Q?plain?=", "plain"},
      {"=?utf-8?Q?a=4?= =?utf-8?Q?=ZZ?=", "a=4=ZZ"},
      // Three times, and by words whose charsets differ in case alone.
      {"=?utf-8?B?0J/RgNC40L?= =?utf-8?B?LQtd?= =?utf-8?B?GC?=", "Привет"},
      {"=?utf-8?Q?a=D0?= =?UTF-8?Q?=BF_b?=", "aп b"},
      // Without padding.
      {"=?utf-8?B?YQ?=", "a"},
      {"=?utf-8?B?YQ?= =?utf-8?B?Yg?=", "ab"},
      {"=?utf-8?B?YWI?= =?utf-8?B?Yw==?=", "abc"},
      {"=?utf-8?Q?\?= x", " x"},
      // Nothing to decode.
      {"=?utf-8?B?!!?= x", "=?utf-8?B?!!?= x"},
      {"=?utf-8?B?Привет?=", "=?utf-8?B?Привет?="},
      // No words.
      {"=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
      {"=?utf-8?Q?never closed", "=?utf-8?Q?never closed"},
      {"=?utf-8?Q?two\nlines?=", "=?utf-8?Q?two\nlines?="},
      {"=?=?=", "=?=?="},
      {"=?a?", "=?a?"},
      {"=?a?q", "=?a?q"},
      {"1 =? 2", "1 =? 2"},
      {"", ""},
  };
  for (const auto& [raw, text] : rows) {
    CAPTURE(raw);
    CHECK(decode_encoded_words(raw) == text);
  }
}

TEST_CASE("undeclared text around words is UTF-8, or else in the charset that is said") {
  CHECK(decode_encoded_words("\xf0\xd2\xc9 =?utf-8?Q?a?=", "koi8-r") == "При a");
  CHECK(decode_encoded_words("При =?utf-8?Q?a?=", "koi8-r") == "При a");
}

TEST_CASE("a word may be long") {
  CHECK(decode_encoded_words("=?utf-8?Q?" + std::string(10'000, 'x') + "?=") ==
        std::string(10'000, 'x'));
}

TEST_CASE("rewriting keeps the structure around the words") {
  CHECK(rewrite_encoded_words("=?koi8-r?B?8NLJ?= =?koi8-r?B?18XU?= <a@b.c>") ==
        "=?utf-8?B?0J/RgNC40LLQtdGC?= <a@b.c>");
  CHECK(rewrite_encoded_words("\"a, b\" <a@b.c>, \xcf\xe5\xf2\xf0 <d@e.f>") ==
        "\"a, b\" <a@b.c>, Петр <d@e.f>");
}

} // namespace vestnik::mail::mime_encoded_word_tests
