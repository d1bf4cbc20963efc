#include "mail/mime/body.hpp"

#include "mail/mime/message.hpp"

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::mail::mime_body_tests {

TEST_SUITE_BEGIN("mail/mime/body");

using namespace vestnik;
using namespace vestnik::mail;

namespace {

model::mail_content parsed(std::string_view raw) {
  auto content = parse_mime(raw);
  REQUIRE(content.has_value());
  return std::move(*content);
}

} // namespace

TEST_CASE("an alternative is shown in the best form that is known") {
  const auto alternative = [](const std::string& parts) {
    return parsed("Content-Type: multipart/alternative; boundary=b\n\n" + parts + "--b--\n");
  };
  const std::string plain = "--b\nContent-Type: text/plain\n\nplain\n";
  const std::string html = "--b\nContent-Type: text/html\n\n<p>html\n";
  const std::string amp = "--b\nContent-Type: text/x-amp-html\n\n<html amp4email><p>amp\n";
  const std::string enriched =
      "--b\nContent-Type: text/enriched\n\n<bold>rich</bold> <<text\n\nend";
  CHECK(alternative(plain + amp + html).text == "plain");
  CHECK(alternative(amp + html).text == "html");
  CHECK(alternative(enriched + "\n" + html).text == "html");
  CHECK(alternative(amp).text == "amp");
  CHECK(alternative(enriched + "\n").text == "rich <text\nend");
  CHECK(alternative(plain + amp + html).html == "<p>html");
  CHECK(alternative(plain + amp + html).attachments.empty());
}

TEST_CASE("text with a file name can be read") {
  const auto content = parsed("Content-Type: text/plain\n"
                              "Content-Disposition: attachment; filename=a.txt\n\nall there is\n");
  CHECK(content.text == "all there is\n");
  CHECK(content.attachments.at(0).name == "a.txt");
  const auto mixed = parsed("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n\n"
                            "--b\nContent-Type: text/plain; name=a.txt\n\nall there is\n--b--\n");
  CHECK(mixed.text == "all there is");
}

TEST_CASE("a body whose boundary cannot be read is not lost") {
  const std::string parts = "\n--b\nContent-Type: text/plain\n\none\n--b--\n";
  CHECK(parsed("Content-Type: multipart/mixed; x y; boundary=b\n" + parts).text == "one");
  CHECK(parsed("Content-Type: multipart/mixed\n" + parts).text == "one");
  CHECK(parsed("Content-Type: multipart/mixed; boundary=b\n\njust text\n").text == "just text\n");
  CHECK(parsed("Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n" + parts)
            .text == "one");
}

TEST_CASE("paragraphs that flow are put together") {
  const auto content = parsed("Content-Type: text/plain; format=flowed\r\n\r\n"
                              "one \r\ntwo\r\n> quoted \r\n> text\r\n-- \r\nme\r\n");
  CHECK(content.text == "one two\n> quoted text\n-- \nme\n");
}

} // namespace vestnik::mail::mime_body_tests
