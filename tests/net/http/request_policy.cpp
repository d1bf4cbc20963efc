#include "net/http/request_policy.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::request_policy_tests {

TEST_SUITE_BEGIN("net/http/request_policy");

using namespace vestnik;
using namespace std::string_literals;

namespace {

unsigned status(const net::or_refusal<void>& verdict) {
  return verdict ? 200 : verdict.error().status;
}

unsigned judge(model::header_list headers, unsigned version = 11) {
  return status(net::check_head({"POST", "/", version, headers}));
}

} // namespace

TEST_CASE("lengths, encodings and hosts that two readers could take differently are refused") {
  const std::pair<std::string, std::string> host{"Host", "vestnik.test"};
  const struct {
    const char* label;
    model::header_list headers;
    unsigned expected;
  } rows[] = {
      {"plain", {host}, 200},
      {"host with port", {{"host", "127.0.0.1:8080"}}, 200},
      {"IPv6 host", {{"host", "[::1]:8080"}}, 200},
      {"no host", {}, 400},
      {"empty host", {{"Host", ""}}, 400},
      {"two hosts", {host, {"HOST", "vestnik.test"}}, 400},
      {"host with user", {{"Host", "a@vestnik.test"}}, 400},
      {"host with path", {{"Host", "vestnik.test/x"}}, 400},
      {"host list", {{"Host", "a, b"}}, 400},
      {"length", {host, {"Content-Length", "5"}}, 200},
      {"same length twice", {host, {"Content-Length", "5"}, {"Content-Length", "5"}}, 400},
      {"two lengths", {host, {"Content-Length", "5"}, {"content-length", "6"}}, 400},
      {"length list", {host, {"Content-Length", "5, 5"}}, 400},
      {"signed length", {host, {"Content-Length", "+5"}}, 400},
      {"negative length", {host, {"Content-Length", "-5"}}, 400},
      {"hexadecimal length", {host, {"Content-Length", "0x5"}}, 400},
      {"empty length", {host, {"Content-Length", ""}}, 400},
      {"overlong length", {host, {"Content-Length", "18446744073709551621"}}, 400},
      {"chunked", {host, {"Transfer-Encoding", "chunked"}}, 200},
      {"Chunked", {host, {"transfer-encoding", "Chunked"}}, 200},
      {"chunked and length",
       {host, {"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}},
       400},
      {"length and chunked",
       {host, {"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}},
       400},
      {"gzip, chunked", {host, {"Transfer-Encoding", "gzip, chunked"}}, 400},
      {"identity", {host, {"Transfer-Encoding", "identity"}}, 400},
      {"xchunked", {host, {"Transfer-Encoding", "xchunked"}}, 400},
      {"chunked, chunked", {host, {"Transfer-Encoding", "chunked, chunked"}}, 400},
      {"chunked twice",
       {host, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
       400},
      {"vertical tab", {host, {"Transfer-Encoding", "\vchunked"}}, 400},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    CHECK(judge(row.headers) == row.expected);
  }
  CHECK(judge({host, {"Transfer-Encoding", "chunked"}}, 10) == 400);
}

TEST_CASE("HTTP/1.0 may leave Host out, and give it once") {
  CHECK(judge({}, 10) == 200);
  CHECK(judge({{"Host", "a"}}, 10) == 200);
  CHECK(judge({{"Host", "a"}, {"Host", "a"}}, 10) == 400);
}

TEST_CASE("a head is judged by its raw bytes, whole or begun") {
  const net::request_limits limits{200, 3, 50, 0};
  const struct {
    const char* label;
    std::string head;
    unsigned expected;
  } rows[] = {
      {"whole", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"begun", "GET / HT", 200},
      {"begun at CR", "GET / HTTP/1.1\r", 200},
      {"bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"bare CR", "GET / HTTP/1.1\rHost: a\r\n\r\n", 400},
      {"NUL", "GET / HTTP/1.1\r\nHost: a\0\r\n\r\n"s, 400},
      {"folded by space", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", 400},
      {"folded by tab", "GET / HTTP/1.1\r\nTransfer-Encoding:\r\n\tchunked\r\n\r\n", 400},
      {"three lines", "GET / HTTP/1.1\r\na: 1\r\na: 2\r\na: 3\r\n\r\n", 200},
      {"four lines", "GET / HTTP/1.1\r\na: 1\r\na: 2\r\na: 3\r\na: 4\r\n\r\n", 431},
      {"long target", "GET /" + std::string(100, 'x') + " HTTP/1.1\r\n\r\n", 414},
      {"long target, begun", "GET /" + std::string(100, 'x'), 414},
      {"long head", "GET / HTTP/1.1\r\nHost: " + std::string(200, 'x') + "\r\n\r\n", 431},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    CHECK(status(net::check_head_bytes(row.head, limits)) == row.expected);
  }
}

TEST_CASE("a target is taken apart once, and strange ones are refused") {
  const struct {
    std::string target;
    std::string path;
    std::string query;
  } good[] = {
      {"/", "/", ""},
      {"/a/b?c=d&e=%20", "/a/b", "c=d&e=%20"},
      {"/a%20b+c", "/a b+c", ""},
      {"/%2e%2e/etc", "/../etc", ""},
      {"/a?b?c", "/a", "b?c"},
      {"http://vestnik.test/x?y", "/x", "y"},
      {"https://VESTNIK.test", "/", ""},
  };
  for (const auto& row : good) {
    CAPTURE(row.target);
    const auto parsed = net::parse_target(row.target, "vestnik.test");
    REQUIRE(parsed.has_value());
    CHECK(parsed->path == row.path);
    CHECK(parsed->query == row.query);
  }
  for (const auto* target : {"*", "vestnik.test:443", "a", "http://other.test/", "http:///x", "/%",
                             "/%2", "/%zz", "/%00", "/a#b", "/api%2Fv1", "/a%2f"}) {
    CAPTURE(target);
    const auto parsed = net::parse_target(target, "vestnik.test");
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().status == 400);
  }
}

} // namespace vestnik::net::request_policy_tests
