#include "mail/mime/html_reference.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::mail::mime_html_reference_tests {

TEST_SUITE_BEGIN("mail/mime/html_reference");

using namespace vestnik::mail;

TEST_CASE("references are replaced by their characters") {
  const std::pair<const char*, const char*> rows[] = {
      {"&lt;b&gt; &amp;&quot;&apos;", "<b> &\"'"},
      {"&euro;&hellip;&Aacute;&zwnj;&thetasym;", "€…Á\xE2\x80\x8Cϑ"},
      {"&#1055;&#x41F;&#X41f;", "ППП"},
      {"&#128512;", "😀"},
      {"&#150; &#x80;", "– €"},
      {"&#0;&#xD800;&#x110000;&#99999999999999999999;",
       "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"&nbsp&copy 2026 &lt", "\xC2\xA0© 2026 <"},
      {"&#65 &#x41g", "A Ag"},
      {"a?x=1&copy=2&lang=3&amp;lt=4", "a?x=1&copy=2&lang=3&lt=4"},
      {"&unknown; &hellip &; &#; &#x; & &", "&unknown; &hellip &; &#; &#x; & &"},
      {"&amp;amp;", "&amp;"},
      {"", ""},
  };
  for (const auto& [html, text] : rows) {
    CAPTURE(html);
    CHECK(decode_references(html) == text);
  }
}

} // namespace vestnik::mail::mime_html_reference_tests
