#include "net/http/request_reader.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::http_request_reader_tests {

TEST_SUITE_BEGIN("net/http/request_reader");

using namespace vestnik;
using progress = net::http_request_reader::progress;

namespace {

const net::request_limits limits{1'024, 20, 200, 100};

unsigned status_of(std::string input) {
  net::http_request_reader reader{limits};
  const auto read = reader.feed(input);
  if (!read)
    return read.error().status;
  return *read == progress::complete ? 200 : 100;
}

} // namespace

TEST_CASE("a request is the same however its bytes arrive") {
  const std::string wire =
      "POST /a%20b?q=1 HTTP/1.1\r\nHost: h\r\nX-Two: a\r\nContent-Length: 5\r\n\r\n"
      "hello";
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, wire.size()}) {
    CAPTURE(step);
    net::http_request_reader reader{limits};
    std::string input;
    auto last = progress::need_more;
    for (std::size_t at = 0; at < wire.size(); at += step) {
      REQUIRE(last == progress::need_more);
      input += wire.substr(at, step);
      const auto read = reader.feed(input);
      REQUIRE(read.has_value());
      last = *read;
    }
    REQUIRE(last == progress::complete);
    CHECK(reader.keeps_alive());
    const auto request = reader.take();
    CHECK(request.method == "POST");
    CHECK(request.path == "/a b");
    CHECK(request.query == "q=1");
    CHECK(request.body == "hello");
    CHECK(model::header_value(request.headers, "x-two") == "a");
  }
}

TEST_CASE("bytes of the next request stay in the input") {
  net::http_request_reader reader{limits};
  std::string input = "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\nGET /next";
  CHECK(*reader.feed(input) == progress::complete);
  CHECK(input == "GET /next");
}

TEST_CASE("a chunked body is put together, and trailers do not become headers") {
  net::http_request_reader reader{limits};
  std::string input = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nAuthorization: Bearer x\r\n\r\n";
  REQUIRE(*reader.feed(input) == progress::complete);
  const auto request = reader.take();
  CHECK(request.body == "abcde");
  CHECK(model::header_value(request.headers, "authorization").empty());
}

TEST_CASE("a request that cannot be believed is refused") {
  const struct {
    const char* label;
    std::string input;
    unsigned expected;
  } rows[] = {
      {"unfinished", "GET / HTTP/1.1\r\n", 100},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"not HTTP", "\x16\x03\x01 hello there\r\n\r\n", 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 400},
      {"space before the colon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400},
      {"no name", "GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n", 400},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"both lengths",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
       400},
      {"encoding before length",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
       400},
      {"length twice",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"odd encoding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n", 400},
      {"folded", "POST / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n", 400},
      {"bad chunk size",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400},
      {"bad chunk end",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400},
      {"announced too large", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n", 413},
      {"chunked too large",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" +
           std::string(255, 'x'),
       413},
      {"target too long", "GET /" + std::string(300, 'x'), 414},
      {"head too large", "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(1'100, 'x'), 431},
      {"just as large as allowed",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x'), 200},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    CHECK(status_of(row.input) == row.expected);
  }
}

TEST_CASE("an empty line before a request is ignored, also when it comes in two parts") {
  net::http_request_reader reader{limits};
  std::string input = "\r";
  CHECK(*reader.feed(input) == progress::need_more);
  input += "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n";
  const auto read = reader.feed(input);
  REQUIRE(read.has_value());
  CHECK(*read == progress::complete);
}

TEST_CASE("no request makes us hold more than its head and its body") {
  const std::string chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const struct {
    const char* label;
    std::string begin;
    std::string repeated;
    unsigned expected;
  } rows[] = {
      {"a head", "GET / HTTP/1.1\r\nHost: h\r\nX: ", "x", 431},
      {"header lines", "GET / HTTP/1.1\r\n", "a: b\r\n", 431},
      {"a target", "GET /", "x", 414},
      {"a chunk's size", chunked, "0", 431},
      {"a chunk's extension", chunked + "1;a=", "a", 431},
      {"a chunk's extensions", chunked + "1", ";a=b", 431},
      {"a quoted extension", chunked + "1;a=\"", "a", 431},
      {"the last chunk's extension", chunked + "0;a=", "a", 431},
      {"trailers", chunked + "0\r\n", "a: b\r\n", 431},
      {"a trailer", chunked + "0\r\na: ", "b", 431},
      {"chunks of one byte", chunked, "1;a=bcdefghijklmnopqrstuvwxyz\r\nx\r\n", 431},
      {"body", chunked, "9\r\nxxxxxxxxx\r\n", 413},
  };
  const auto most = limits.max_header + limits.max_body;
  for (const auto& row : rows) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{50}}) {
      CAPTURE(row.label);
      CAPTURE(step);
      net::http_request_reader reader{limits};
      std::string input = row.begin;
      auto read = reader.feed(input);
      for (std::size_t sent = 0; read.has_value() && sent < 10 * most;) {
        for (std::size_t i = 0; i < step; ++i)
          input += row.repeated[sent++ % row.repeated.size()];
        read = reader.feed(input);
        REQUIRE(input.size() + reader.body_bytes() <= most + step);
      }
      REQUIRE(read.has_error());
      // A size that is no number any more is another reason.
      CHECK((read.error().status == row.expected || read.error().status == 400));
      CHECK_FALSE(read.error().reason.message.empty());
    }
  }
}

TEST_CASE("a body may come in chunks of one byte, with an extension here and there") {
  net::http_request_reader reader{limits};
  std::string input = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 100; ++i)
    input += i % 10 == 0 ? "1;a=b\r\nx\r\n" : "1\r\nx\r\n";
  input += "0\r\nTrailer: " + std::string(300, 'x') + "\r\n\r\n";
  REQUIRE(*reader.feed(input) == progress::complete);
  CHECK(reader.take().body == std::string(100, 'x'));
}

TEST_CASE("HTTP/1.0 is answered once, and its Upgrade is ignored") {
  net::http_request_reader reader{limits};
  std::string input = "GET / HTTP/1.0\r\nConnection: keep-alive, upgrade\r\n"
                      "Upgrade: websocket\r\n\r\n";
  REQUIRE(*reader.feed(input) == progress::complete);
  CHECK_FALSE(reader.keeps_alive());
  CHECK(model::header_value(reader.take().headers, "upgrade").empty());
}

TEST_CASE("a client that waits for 100 Continue is noticed until its body comes") {
  net::http_request_reader reader{limits};
  std::string input =
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  REQUIRE(*reader.feed(input) == progress::need_more);
  CHECK(reader.awaits_continue());
  input += "ab";
  REQUIRE(*reader.feed(input) == progress::complete);
  CHECK_FALSE(reader.awaits_continue());
}

TEST_CASE("a refusal says what is wrong with the request") {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\n";
  const std::pair<std::string, std::string_view> rows[] = {
      {"GET / HTTP/1.1\r\n\r\n", "exactly one Host is required"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "exactly one Host is required"},
      {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "Host is not a host name"},
      {"GET / HTTP/1.2\r\nHost: h\r\n\r\n", "the request head is not well-formed"},
      {"GET / HTTP/1.1\r\nHost : h\r\n\r\n", "the request head is not well-formed"},
      {"GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n", "header lines may not be folded"},
      {"GET / HTTP/1.1\nHost: h\r\n\r\n", "lines of the header block end with CR LF"},
      {"GET http://other/ HTTP/1.1\r\nHost: h\r\n\r\n",
       "the target is neither a path nor an address of this host"},
      {head + "Transfer-Encoding: xchunked\r\n\r\n", "Transfer-Encoding may only be chunked"},
      {head + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", "the body is not well-formed"},
      {head + "Content-Length: 101\r\n\r\n", "the body may have 100 bytes"},
  };
  for (const auto& [wire, words] : rows) {
    CAPTURE(wire);
    net::http_request_reader reader{limits};
    auto input = wire;
    const auto read = reader.feed(input);
    REQUIRE(read.has_error());
    CHECK(read.error().reason.message == words);
  }
}

} // namespace vestnik::net::http_request_reader_tests
