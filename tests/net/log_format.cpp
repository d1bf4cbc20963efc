#include "net/log_format.hpp"

#include "model/values/json.hpp"

#include <boost/json/value.hpp>
#include <spdlog/details/log_msg.h>

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::net::log_format_tests {

TEST_SUITE_BEGIN("net/log_format");

using namespace vestnik;
using config::log_format;
using namespace std::string_view_literals;

namespace {

/// The line of a message, its end included.
std::string line_of(log_format format, std::string_view message, std::string_view node = {}) {
  spdlog::memory_buf_t line;
  net::make_log_formatter(format, node)
      ->clone()
      ->format(
          {"vestnik", spdlog::level::warn, spdlog::string_view_t{message.data(), message.size()}},
          line);
  return {line.data(), line.size()};
}

constexpr auto hostile = {
    "BYE bye\",\"level\":\"error\",\"message\":\"forged \\ here"sv,
    "one\nanother\r\n"sv,
    "\x1b[2J\x1b]0;title\x07"sv,
    "a\0b"sv,
    "\xff\xfe not UTF-8 \xc3"sv,
    "\xe2\x80\xae turned round \xc2\x85 \xe2\x80\xa8"sv,
};

} // namespace

TEST_CASE("a line of JSON is one object, whatever the message holds") {
  for (const auto message : hostile) {
    CAPTURE(message);
    const auto line = line_of(log_format::json, message);
    CHECK(line.find('\n') == line.size() - 1);
    const auto read = model::parse_json(line.substr(0, line.size() - 1));
    REQUIRE(read.has_value());
    CHECK(read->as_object().size() == 3);
    CHECK(read->at("level").as_string() == "warning");
  }
  const auto read = model::parse_json(line_of(log_format::json, "a \"quoted\" \\ word"));
  REQUIRE(read.has_value());
  CHECK(read->at("message").as_string() == "a \"quoted\" \\ word");
  CHECK(read->at("at").as_string().ends_with("Z"));
}

TEST_CASE("a line of text is one line and shows what would not be seen") {
  for (const auto message : hostile) {
    CAPTURE(message);
    const auto line = line_of(log_format::text, message);
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(line.find_first_of("\r\x1b\x07\0"sv) == std::string::npos);
  }
  CHECK(line_of(log_format::text, "one\ntwo \x1b[2J").ends_with(" one\\ntwo \\x1b[2J\n"));
  CHECK(line_of(log_format::text, "Grüße, мир").ends_with(" Grüße, мир\n"));
}

TEST_CASE("each line of a node of a cluster has the node's name") {
  const auto line = line_of(log_format::json, "hello", "node-1.example");
  CHECK(model::parse_json(line).value().at("node").as_string() == "node-1.example");
  CHECK(line_of(log_format::text, "hello", "node1").ends_with(" node1 hello\n"));
}

TEST_SUITE_END();

} // namespace vestnik::net::log_format_tests
