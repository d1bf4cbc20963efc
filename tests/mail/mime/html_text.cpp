#include "mail/mime/html_text.hpp"

#include "model/values/utf8.hpp"

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::mail::mime_html_text_tests {

TEST_SUITE_BEGIN("mail/mime/html_text");

using namespace vestnik::mail;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i)
    result += text;
  return result;
}

} // namespace

TEST_CASE("structure becomes lines") {
  const std::pair<const char*, const char*> rows[] = {
      {"plain  text\n here", "plain text here"},
      {"<p>one</p><p>two</p>", "one\n\ntwo"},
      {"<div>one</div><div>two</div>", "one\ntwo"},
      {"one<br>two<br><br>three", "one\ntwo\n\nthree"},
      {"<h1>Title</h1>text", "Title\n\ntext"},
      {"a<b>b</b>c <i> d </i> e", "abc d e"},
      {"<ul><li>one</li><li>two</li></ul>", "- one\n- two"},
      {"<ol><li>one<li>two</ol>after", "1. one\n2. two\n\nafter"},
      {"<ul><li>a<ul><li>b</ul></ul>", "- a\n- b"},
      {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
      {"<pre>a\n  b</pre>", "a\n  b"},
      {"&lt;b&gt; &amp; &euro; &#1055;", "<b> & € П"},
      {"<img alt=\"a cat\"> and <img src=x>", "a cat and"},
      {"<script>x()</script><style>p{}</style><!-- c --><title>t</title>seen", "seen"},
      {"<a href=\"https://example.org/x\">here</a>.", "here <https://example.org/x>."},
      {"<a href=\"https://example.org\">https://example.org</a>", "https://example.org"},
      {"<a href=\"mailto:a@b.c\">write</a> <a href=\"mailto:a@b.c\">a@b.c</a>",
       "write <a@b.c> a@b.c"},
      {"<a href=\"javascript:x()\">click</a>", "click"},
      {"<a href=\"https://example.org\"><img src=x></a>", ""},
      {"", ""},
      {"<", "<"},
      {"<p", ""},
      {"</p></div>x", "x"},
  };
  for (const auto& [html, text] : rows) {
    CAPTURE(html);
    CHECK(text_from_html(html) == text);
  }
}

TEST_CASE("invalid UTF-8 and NUL come out as replacements") {
  const auto text = text_from_html(std::string_view{"<p>a\xFF\0b&#0;c</p>", 16});
  CHECK(model::is_valid_utf8(text));
  CHECK(text.find('\0') == text.npos);
}

TEST_CASE("what is open or closed too often costs no text") {
  const std::pair<const char*, const char*> rows[] = {
      {"a</p>b</ul></ol></pre></a></li>c", "a\n\nb\n\nc"},
      {"<ol><li>one<ol><li>a</ol><li>two", "1. one\n1. a\n2. two"},
      {"<a href=https://a.b>one<a href=https://c.d>two", "one <https://a.b>two <https://c.d>"},
      {"<pre>\n  a\n</pre>\n b", "  a\n\nb"},
      {"a<select><option>x<select></select>y</select>b", "ab"},
      {"a<svg/>b", "ab"},
      {"<head><title>t</title><p>a</head>b", "ab"},
  };
  for (const auto& [html, text] : rows) {
    CAPTURE(html);
    CHECK(text_from_html(html) == text);
  }
  CHECK(text_from_html(repeated("<div>", 50'000) + "deep") == "deep");
  CHECK(text_from_html(repeated("<b>", 50'000) + "<p>bold").ends_with("bold"));
}

TEST_CASE("an element that hides its content and is never closed hides nothing") {
  for (const auto* tag : {"template", "object", "select", "svg", "script", "style", "title",
                          "textarea", "iframe", "noembed", "noframes"}) {
    CAPTURE(tag);
    const auto open = std::string{"<"} + tag + ">";
    const auto close = std::string{"</"} + tag + ">";
    CHECK(text_from_html("a " + open + "b <i>c</i>") == "a b c");
    CHECK(text_from_html("a " + open + "b" + close + "c " + open + "d") == "a c d");
  }
  MESSAGE("what was closed fewer times than opened is closed");
  CHECK(text_from_html("a<svg>b<svg>c</svg>d") == "ad");
  CHECK(text_from_html("a<svg>b<svg>c</svg>d</svg>e") == "ae");
}

TEST_CASE("what a page says to readers without scripts is said") {
  CHECK(text_from_html("a <noscript>b</noscript> c") == "a b c");
  CHECK(text_from_html("a <noscript>b") == "a b");
}

TEST_CASE("an address that is very long is left out") {
  const auto address = "https://example.org/" + repeated("x", 3'000);
  CHECK(text_from_html("<a href=" + address + ">here</a>") == "here");
}

} // namespace vestnik::mail::mime_html_text_tests
