#include "mail/mime/scan.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::mail::mime_scan_tests {

TEST_SUITE_BEGIN("mail/mime/scan");

using namespace vestnik;
using namespace vestnik::mail;

namespace {

model::result<std::size_t> parts(std::string_view message, std::size_t step,
                                 const mime_limits& limits = {}) {
  mime_scan scan{limits};
  for (; !message.empty(); message.remove_prefix(std::min(step, message.size())))
    if (auto done = scan.feed(message.substr(0, step)); !done)
      return done.error();
  if (auto done = scan.finish(); !done)
    return done.error();
  return scan.parts();
}

/// The same answer, fed at once and byte by byte.
std::size_t count(std::string_view message, const mime_limits& limits = {}) {
  const auto whole = parts(message, message.size() + 1, limits);
  const auto bytewise = parts(message, 1, limits);
  REQUIRE(whole.has_value());
  REQUIRE(bytewise.has_value());
  CHECK(*whole == *bytewise);
  return *whole;
}

std::string refused(std::string_view message, const mime_limits& limits = {}) {
  const auto whole = parts(message, message.size() + 1, limits);
  const auto pieces = parts(message, 997, limits);
  REQUIRE(whole.has_error());
  REQUIRE(pieces.has_error());
  CHECK(whole.error() == pieces.error());
  CHECK(whole.error().code == model::ec::too_large);
  return whole.error().message;
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

TEST_CASE("nesting is limited") {
  CHECK(count(nested(32)) == 33);
  CHECK(refused(nested(33)) == "The message has parts nested deeper than 32.");
  CHECK(refused(nested(20'000)) == "The message has parts nested deeper than 32.");
  std::string messages;
  for (int i = 0; i < 40; ++i)
    messages += "Content-Type: message/rfc822\n\n";
  CHECK(refused(messages) == "The message has parts nested deeper than 32.");
}

TEST_CASE("parts are limited") {
  CHECK(count(with_parts(499)) == 500);
  CHECK(refused(with_parts(500)) == "The message has more parts than 500.");
  CHECK(refused(with_parts(200'000)) == "The message has more parts than 500.");
}

TEST_CASE("each header block is limited in bytes and lines") {
  const std::string field = "X-Field: " + std::string(990, 'x') + "\n";
  std::string fields;
  for (int i = 0; i < 65; ++i)
    fields += field;
  CHECK(count(fields + "\n") == 1);
  CHECK(refused(fields + field) == "The message has a header of more bytes than 65536.");
  std::string lines;
  for (int i = 0; i < 1001; ++i)
    lines += "X: y\n";
  CHECK(refused(lines) == "The message has a header of more lines than 1000.");
  const std::string multipart = "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
  CHECK(refused(multipart + lines) == "The message has a header of more lines than 1000.");
  CHECK(count(multipart + "\n" + lines + fields + field) == 2);
}

TEST_CASE("lines and the whole are limited") {
  mime_limits limits;
  limits.line = 100;
  limits.message = 1000;
  CHECK(count("\n" + std::string(100, 'x') + "\n", limits) == 1);
  CHECK(refused("\n" + std::string(101, 'x'), limits) ==
        "The message has a line of more bytes than 100.");
  std::string lines = "\n";
  while (lines.size() <= 1000)
    lines += std::string(90, 'x') + "\n";
  CHECK(refused(lines, limits) == "The message has more bytes than 1000.");
}

} // namespace vestnik::mail::mime_scan_tests
