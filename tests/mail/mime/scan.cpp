#include "mail/mime/scan.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail::mime_scan_tests {

TEST_SUITE_BEGIN("mail/mime/scan");

using namespace vestnik;
using namespace vestnik::mail;

namespace {

using cuts = std::vector<std::string>;
using namespace std::string_literals;

/// Parts of a message that is left as it is.
std::size_t count(std::string_view message) {
  const mime_scan scan{message, {}};
  CHECK(scan.cut().empty());
  CHECK(scan.readable() == message);
  return scan.parts();
}

/// What is left of a message.
std::string readable(std::string_view message, const mime_limits& limits = {}) {
  return std::string{mime_scan{message, limits}.readable()};
}

cuts cut(std::string_view message, const mime_limits& limits = {}) {
  return mime_scan{message, limits}.cut();
}

std::string nested(int depth) {
  std::string result;
  for (int i = 0; i < depth; ++i)
    result += fmt::format("Content-Type: multipart/mixed; boundary=b{}\n\n--b{}\n", i, i);
  return result + "\ntext\n";
}

std::string with_parts(int number) {
  std::string result = "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n";
  for (int i = 0; i < number; ++i)
    result += "--b\r\n\r\nx\r\n";
  return result + "--b--\r\n";
}

} // namespace

TEST_CASE("parts are counted") {
  CHECK(count("Subject: x\n\ntext\n") == 1);
  CHECK(count("") == 1);
  CHECK(count(with_parts(3)) == 4);
  CHECK(count("Content-Type: multipart/mixed;\n boundary=\"a b\"\n\n--a b\n\nx\n--a b \t\n\ny\n--a "
              "b--\n--a b\n") == 3);
  MESSAGE("a line that only begins like a boundary is none");
  CHECK(
      count("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bc\n-- b\n --b\n--\n--b--\n") ==
      2);
  MESSAGE("boundaries of RFC 2231 are understood as the parser understands them");
  CHECK(count("Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\nx\n") == 2);
}

TEST_CASE("embedded messages are followed, encoded ones are not") {
  const std::string inner = "\n\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n";
  CHECK(count("Content-Type: message/rfc822" + inner) == 2);
  CHECK(count("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64" + inner) == 1);
  CHECK(count("Content-Type: multipart/digest; boundary=b\n\n--b" + inner + "--c\n\ny\n--b\n") ==
        5);
}

TEST_CASE("what is nested too deep is not read") {
  CHECK(count(nested(32)) == 33);
  CHECK(cut(nested(33)) == cuts{"nesting"});
  CHECK(readable(nested(20'000)).size() < 33 * 60);
  std::string messages;
  for (int i = 0; i < 40; ++i)
    messages += "Content-Type: message/rfc822\n\n";
  CHECK(cut(messages) == cuts{"nesting"});
}

TEST_CASE("parts over the limit are not read") {
  CHECK(count(with_parts(499)) == 500);
  CHECK(cut(with_parts(500)) == cuts{"parts"});
  CHECK(readable(with_parts(500)) + "--b--\r\n" == with_parts(499));
  CHECK(readable(with_parts(200'000)) == readable(with_parts(500)));
}

TEST_CASE(
    "a field is cut at its limit, a list of addresses behind an address, and the rest is kept") {
  mime_limits limits;
  limits.field = 20;
  limits.list = 25;
  CHECK(readable("Subject: 0123456789abcdef\nDate: x\n\nbody", limits) ==
        "Subject: 0123456789a\nDate: x\n\nbody");
  CHECK(readable("X: 0123456789\n 0123456789\n 0123456789\nY: z\n\nbody", limits) ==
        "X: 0123456789\n 012345\nY: z\n\nbody");
  CHECK(readable("To: a@example.org, b@example.org\nY: z\n\n", limits) ==
        "To: a@example.org,\nY: z\n\n");
  CHECK(readable("To: a@example.org,\n b@example.org,\n c@example.org\nY: z\n\n", limits) ==
        "To: a@example.org,\nY: z\n\n");
  CHECK(cut("Subject: 0123456789abcdef\n\n", limits) == cuts{"header"});
  MESSAGE("of 3,000 recipients none is left out");
  std::string recipients = "To: a@example.org";
  for (int i = 0; i < 3'000; ++i)
    recipients += ",\r\n \"Somebody with a name\" <somebody" + std::to_string(i) + "@example.org>";
  CHECK(count(recipients + "\r\n\r\nbody") == 1);
}

TEST_CASE("the fields of all parts together are limited, and the body follows") {
  mime_limits limits;
  limits.headers = 40;
  limits.fields = 4;
  const std::string two =
      "A: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nA: x\n\none\n--b--\n";
  CHECK(readable("A: x\nB: 012345678901234567890123456789\nC: x\nD: x\n\nbody", limits) ==
        "A: x\nB: 012345678901234567890123456789\nC: \n\nbody");
  CHECK(readable("A: x\nA: x\nA: x\nA: x\nA: x\nA: x\n\nbody", limits) ==
        "A: x\nA: x\nA: x\nA: x\n\nbody");
  limits.headers = 1'000;
  limits.fields = 2;
  CHECK(readable(two, limits) ==
        "A: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n");
  CHECK(cut(two, limits) == cuts{"header"});
}

TEST_CASE("what is cut in more than one way is cut whole") {
  mime_limits limits;
  limits.field = 40;
  limits.fields = 3;
  // The type has no boundary, its second line is over the limit, and so are the fields behind it.
  const auto type = "Content-Type: multipart/mixed; x=" + std::string(7, 'a') + "\n" + " b\n";
  std::string behind;
  for (int i = 0; i < 1'000; ++i)
    behind += "A: x\n";
  for (const auto& body : {"\nbody"s, "\n--c\nContent-Type: text/plain\n\nbody"s}) {
    const auto shown = readable("A: x\nA: x\n" + type + behind + body, limits);
    CHECK(shown.size() < 200);
    CHECK(shown.ends_with("body"));
  }
}

TEST_CASE("lines may be long, the whole may not") {
  CHECK(count("\n" + std::string(5'000'000, 'x') + "\n") == 1);
  mime_limits limits;
  limits.message = 10;
  CHECK(readable("A: x\n\nbody, more", limits) == "A: x\n\nbody");
  CHECK(cut("A: x\n\nbody, more", limits) == cuts{"message"});
}

TEST_CASE("a boundary is found where it can be read or seen") {
  const std::string parts = "\n--b\nContent-Type: text/plain\n\none\n--b--\n";
  CHECK(readable("Content-Type: multipart/alternative; x y; boundary=b\n" + parts) ==
        "Content-Type: multipart/alternative; boundary=\"b\"\n" + parts);
  CHECK(readable("Content-Type: multipart/mixed;\n charset=utf-8\nA: x\n" + parts) ==
        "Content-Type: multipart/mixed; boundary=\"b\"\nA: x\n" + parts);
  CHECK(readable("Content-Type: multipart/mixed; boundary=other\n" + parts) ==
        "Content-Type: multipart/mixed; boundary=\"b\"\n" + parts);
  MESSAGE("without any the message is text");
  CHECK(readable("A: x\nContent-Type: multipart/mixed\n\nbody\n") == "A: x\n\nbody\n");
  CHECK(readable("Content-Type: multipart/mixed; boundary=b\nA: x\n\nbody\n") == "A: x\n\nbody\n");
  CHECK(mime_scan{"Content-Type: multipart/mixed\n" + parts, {}}.parts() == 2);
}

TEST_CASE("of several types one is kept, a multipart before others") {
  const std::string multipart = "Content-Type: multipart/mixed; boundary=b\n";
  const std::string parts = "\n--b\n\none\n--b--\n";
  CHECK(readable("Content-Type: text/plain\nA: x\n" + multipart + parts) ==
        "A: x\n" + multipart + parts);
  CHECK(readable("Content-Type: text/html\nContent-Type: text/plain\n\nx") ==
        "Content-Type: text/html\n\nx");
}

} // namespace vestnik::mail::mime_scan_tests
