#include "mail/mime/html_token.hpp"

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::mail::mime_html_token_tests {

TEST_SUITE_BEGIN("mail/mime/html_token");

using namespace vestnik::mail;

namespace {

/// `text`, `+open`, `-close`, each followed by a bar.
std::string tokens_of(std::string_view html) {
  std::string result;
  html_tokens tokens{html};
  for (html_token token; tokens.next(token);) {
    switch (token.is) {
    case html_token::kind::text:
      result += token.source;
      break;
    case html_token::kind::open:
      result += "+" + token.name;
      break;
    case html_token::kind::close:
      result += "-" + token.name;
    }
    result += '|';
  }
  return result;
}

} // namespace

TEST_CASE("HTML is cut where browsers cut it") {
  const std::pair<const char*, const char*> rows[] = {
      {"a<b>c</B >d", "a|+b|c|-b|d|"},
      {"<p a='>' b=\">\" c=>x", "+p|x|"},
      {"<p a=b/>x<br/>", "+p|x|+br|"},
      {"<p =a>x", "+p|x|"},
      {"1 < 2 <3 <", "1 |< 2 |<3 |<|"},
      {"a<!-- <b> -->b<!-->c<!--->d<!-- --!>e<!x>f<?y>g</>h</ i>j", "a|b|c|d|e|f|g|h|j|"},
      {"<script>a<b></scripty></SCRIPT >c", "c|"},
      {"a<title><b></title>b", "a|b|"},
      {"a<style>never ends<i>b", "a|+style|never ends|+i|b|"},
      {"a<p b='never ends>x", "a|"},
      {"a<!-- never ends", "a|"},
      {"a</p", "a|"},
      {"", ""},
  };
  for (const auto& [html, tokens] : rows) {
    CAPTURE(html);
    CHECK(tokens_of(html) == tokens);
  }
}

TEST_CASE("an attribute has the first value that is given") {
  html_tokens tokens{"<a x HREF = 'a&amp;b' href=c data-href=d =e y=\"f\">"};
  html_token token;
  REQUIRE(tokens.next(token));
  CHECK(html_attribute(token, "href") == "a&b");
  CHECK(html_attribute(token, "y") == "f");
  CHECK(html_attribute(token, "x").empty());
  CHECK(html_attribute(token, "z").empty());
}

} // namespace vestnik::mail::mime_html_token_tests
