#include "net/http/proxy_header.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::net::proxy_header_tests {

TEST_SUITE_BEGIN("net/http/proxy_header");

using namespace vestnik;
using namespace std::string_literals;
using over = model::http_request::transport;

namespace {

const std::string signature = "\r\n\r\n\0\r\nQUIT\n"s;

/// `command` is version and command, `rest` all behind the length.
std::string binary(char command, char family, const std::string& rest) {
  return signature + command + family + static_cast<char>(rest.size() >> 8U) +
         static_cast<char>(rest.size() & 0xffU) + rest;
}

const std::string v4_addresses = "\xc0\x00\x02\x07\x0a\x00\x00\x01\x10\x00\x01\xbb"s;
const std::string v6_addresses = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01" +
                                 std::string(16, '\0') + "\x10\x00\x01\xbb"s;

struct outcome {
  bool refused = false;
  proxied_connection result;
  /// What was not taken.
  std::string rest;
};

/// Feeds at most `step` bytes at a time.
outcome read(std::string wire, std::size_t step = 4'096) {
  proxy_header_reader reader;
  while (reader.wants() > 0 && !wire.empty()) {
    const auto bytes = wire.substr(0, std::min(step, reader.wants()));
    wire.erase(0, bytes.size());
    if (!reader.feed(bytes))
      return {true, {}, wire};
  }
  if (reader.wants() > 0)
    return {true, {}, "unfinished"};
  return {false, reader.result(), wire};
}

} // namespace

TEST_CASE("the client's address is what the proxy tells, in both versions") {
  const struct {
    const char* label;
    std::string header;
    std::string address;
  } rows[] = {
      {"line", "PROXY TCP4 192.0.2.7 10.0.0.1 4096 443\r\n", "192.0.2.7"},
      {"line, IPv6", "PROXY TCP6 2001:db8::1 ::1 4096 443\r\n", "2001:db8::1"},
      {"shortest line", "PROXY UNKNOWN\r\n", ""},
      {"unknown with addresses", "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", ""},
      {"binary", binary(0x21, 0x11, v4_addresses), "192.0.2.7"},
      {"binary, IPv6", binary(0x21, 0x21, v6_addresses), "2001:db8::1"},
      {"binary with more", binary(0x21, 0x11, v4_addresses + "\x04\0\x02xx"s), "192.0.2.7"},
      {"the proxy itself", binary(0x20, 0x00, ""), ""},
      {"the proxy itself, with more", binary(0x20, 0x11, v4_addresses), ""},
      {"not known to the proxy", binary(0x21, 0x00, "xx"), ""},
  };
  for (const auto& row : rows)
    for (const std::size_t step : {std::size_t{1}, std::size_t{5}, std::size_t{4'096}}) {
      CAPTURE(row.label);
      CAPTURE(step);
      const auto got = read(row.header + "GET / HTTP", step);
      REQUIRE_FALSE(got.refused);
      CHECK(got.result.address == row.address);
      CHECK_FALSE(got.result.over.has_value());
      CHECK(got.rest == "GET / HTTP");
    }
}

TEST_CASE("whether the client came over TLS is told by version 2") {
  const auto ssl = [](char client) { return "\x20\0\x05"s + client + "\0\0\0\0"s; };
  CHECK(read(binary(0x21, 0x11, v4_addresses + ssl(0x01))).result.over == over::tls);
  CHECK(read(binary(0x21, 0x11, v4_addresses + "\x03\0\x01x"s + ssl(0x01))).result.over ==
        over::tls);
  CHECK(read(binary(0x21, 0x11, v4_addresses + ssl(0x00))).result.over == over::plain);
  CHECK_FALSE(read(binary(0x21, 0x11, v4_addresses + "\x20\xff\xff"s)).result.over.has_value());
}

TEST_CASE("what is no header is refused, and so is one that is too large") {
  const struct {
    const char* label;
    std::string bytes;
  } rows[] = {
      {"HTTP", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello"},
      {"no family", "PROXY TCP9 192.0.2.7 10.0.0.1 1 2\r\n"},
      {"no address", "PROXY TCP4 localhost 10.0.0.1 1 2\r\n"},
      {"line without end", "PROXY TCP4 " + std::string(5'000, '1')},
      {"version 3", binary(0x31, 0x11, v4_addresses)},
      {"unknown command", binary(0x22, 0x11, v4_addresses)},
      {"Unix socket", binary(0x21, 0x31, std::string(216, 'x'))},
      {"addresses cut off", binary(0x21, 0x11, "\xc0\x00\x02\x07")},
      {"too large", binary(0x21, 0x11, v4_addresses + std::string(5'000, 'x'))},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    CHECK(read(row.bytes).refused);
  }
}

TEST_SUITE_END();

} // namespace vestnik::net::proxy_header_tests
