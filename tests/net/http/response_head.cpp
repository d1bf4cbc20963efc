#include "net/http/response_head.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::http_response_head_tests {

TEST_SUITE_BEGIN("net/http/response_head");

using namespace vestnik;
using over = model::http_request::transport;
using net::after_response;

namespace {

bool has(const std::string& head, std::string_view line) {
  return head.find("\r\n" + std::string{line} + "\r\n") != std::string::npos;
}

} // namespace

TEST_CASE("a head has status, the handler's headers, Date, length and the security headers") {
  const auto head = net::write_response_head({201, {{"Location", "/x"}}, {}}, 7, over::plain,
                                             after_response::keep_alive, 784'111'777);
  CHECK(head.starts_with("HTTP/1.1 201 Created\r\n"));
  CHECK(head.ends_with("\r\n\r\n"));
  CHECK(has(head, "Location: /x"));
  CHECK(has(head, "Date: Sun, 06 Nov 1994 08:49:37 GMT"));
  CHECK(has(head, "Content-Length: 7"));
  CHECK(has(head, "X-Content-Type-Options: nosniff"));
  CHECK(head.find("Connection:") == std::string::npos);
}

TEST_CASE("the end of the connection is said") {
  CHECK(has(net::write_response_head({}, 0, over::plain, after_response::close, 0),
            "Connection: close"));
}

TEST_CASE("statuses without a body have no length") {
  for (const unsigned status : {204U, 304U}) {
    CHECK_FALSE(net::may_have_body(status));
    CHECK(net::write_response_head({status, {}, {}}, 9, over::plain, after_response::close, 0)
              .find("Content-Length") == std::string::npos);
  }
}

TEST_CASE("a handler's own content policy replaces ours") {
  const auto head = net::write_response_head({200, {{"content-security-policy", "sandbox"}}, {}}, 0,
                                             over::plain, after_response::close, 0);
  CHECK(has(head, "content-security-policy: sandbox"));
  CHECK(head.find("default-src") == std::string::npos);
}

TEST_CASE("a handler may set the date, and not how the message is framed") {
  const auto head = net::write_response_head({200,
                                              {{"date", "Thu, 01 Jan 1970 00:00:00 GMT"},
                                               {"content-length", "5"},
                                               {"transfer-encoding", "chunked"},
                                               {"connection", "keep-alive"}},
                                              {}},
                                             7, over::plain, after_response::close, 784'111'777);
  CHECK(has(head, "date: Thu, 01 Jan 1970 00:00:00 GMT"));
  CHECK(head.find("Date:") == std::string::npos);
  CHECK(has(head, "Content-Length: 7"));
  CHECK(head.find("content-length") == std::string::npos);
  CHECK(head.find("transfer-encoding") == std::string::npos);
  CHECK(has(head, "Connection: close"));
  CHECK(head.find("keep-alive") == std::string::npos);
}

TEST_CASE("a header cannot smuggle another line in") {
  const auto head = net::write_response_head({200, {{"X", "a\r\nSet-Cookie: b"}, {"Y\n", "c"}}, {}},
                                             0, over::plain, after_response::close, 0);
  CHECK(head.find("Set-Cookie") == std::string::npos);
  CHECK(head.find("Y\n") == std::string::npos);
}

} // namespace vestnik::net::http_response_head_tests
