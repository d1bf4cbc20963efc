#include "net/http/forwarding.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::forwarding_tests {

TEST_SUITE_BEGIN("net/http/forwarding");

using namespace vestnik;
using over = model::http_request::transport;

namespace {

/// What is believed of a plain request from `peer` with these headers.
model::http_request apply(const forwarding& proxies, std::string peer, model::header_list headers) {
  model::http_request request;
  request.remote_address = std::move(peer);
  request.headers = std::move(headers);
  proxies.apply(request);
  return request;
}

} // namespace

TEST_CASE("the client is the last one in X-Forwarded-For that is no trusted proxy") {
  const forwarding proxies{{"10.0.0.0/8", "fd00::/8"}, ""};
  const struct {
    const char* label;
    std::string peer;
    model::header_list headers;
    std::string expected;
  } rows[] = {
      {"nothing told", "10.0.0.1", {}, "10.0.0.1"},
      {"one", "10.0.0.1", {{"X-Forwarded-For", "192.0.2.7"}}, "192.0.2.7"},
      {"a trusted proxy by IPv6", "fd00::1", {{"x-forwarded-for", "2001:db8::1"}}, "2001:db8::1"},
      {"a forged one in front",
       "10.0.0.1",
       {{"X-Forwarded-For", "198.51.100.1, 192.0.2.7"}},
       "192.0.2.7"},
      {"several proxies",
       "10.0.0.1",
       {{"X-Forwarded-For", "198.51.100.1, 192.0.2.7, 10.0.0.9"}},
       "192.0.2.7"},
      {"several lines",
       "10.0.0.1",
       {{"X-Forwarded-For", "198.51.100.1"}, {"X-Forwarded-For", "192.0.2.7"}},
       "192.0.2.7"},
      {"proxies alone", "10.0.0.1", {{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}}, "10.0.0.3"},
      {"with a port", "10.0.0.1", {{"X-Forwarded-For", "192.0.2.7:1234"}}, "192.0.2.7"},
      {"IPv6 with a port", "10.0.0.1", {{"X-Forwarded-For", "[2001:db8::1]:99"}}, "2001:db8::1"},
      {"mapped", "::ffff:10.0.0.1", {{"X-Forwarded-For", "::ffff:192.0.2.7"}}, "192.0.2.7"},
      {"no address", "10.0.0.1", {{"X-Forwarded-For", "unknown"}}, "10.0.0.1"},
      {"no address behind a proxy",
       "10.0.0.1",
       {{"X-Forwarded-For", "192.0.2.7, unknown, 10.0.0.2"}},
       "10.0.0.2"},
      {"broken bracket", "10.0.0.1", {{"X-Forwarded-For", "["}}, "10.0.0.1"},
      {"a stranger's", "192.0.2.1", {{"X-Forwarded-For", "198.51.100.1"}}, "192.0.2.1"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    CHECK(apply(proxies, row.peer, row.headers).remote_address == row.expected);
  }
}

TEST_CASE("a trusted proxy says whether the client came over TLS") {
  const forwarding proxies{{"10.0.0.0/8"}, ""};
  CHECK(apply(proxies, "10.0.0.1", {{"X-Forwarded-Proto", "https"}}).over == over::tls);
  CHECK(apply(proxies, "10.0.0.1", {{"X-Forwarded-Proto", "HTTPS"}}).over == over::tls);
  CHECK(apply(proxies, "10.0.0.1", {{"X-Forwarded-Proto", "https, http"}}).over == over::plain);
  CHECK(apply(proxies, "10.0.0.1", {{"X-Forwarded-Proto", "wss"}}).over == over::plain);
  CHECK(apply(proxies, "10.0.0.1", {}).over == over::plain);
  CHECK(apply(proxies, "192.0.2.1", {{"X-Forwarded-Proto", "https"}}).over == over::plain);
}

TEST_CASE("a proxy that says no scheme serves the public origin") {
  const forwarding secure{{"10.0.0.0/8"}, "https://chat.example.org"};
  CHECK(apply(secure, "10.0.0.1", {}).over == over::tls);
  CHECK(apply(secure, "10.0.0.1", {{"X-Forwarded-Proto", "http"}}).over == over::plain);
  CHECK(apply(secure, "192.0.2.1", {}).over == over::plain);
  const forwarding plain{{"10.0.0.0/8"}, "http://chat.example.org"};
  CHECK(apply(plain, "10.0.0.1", {}).over == over::plain);
  CHECK(secure.transport_of({}) == over::tls);
  CHECK(secure.transport_of(over::plain) == over::plain);
  CHECK(plain.transport_of({}) == over::plain);
  CHECK(plain.transport_of(over::tls) == over::tls);
}

TEST_CASE("who has a public origin and names no proxy has one on this machine, others have none") {
  const forwarding nobody{{}, ""};
  const forwarding here{{}, "https://chat.example.org"};
  const forwarding elsewhere{{"10.0.0.0/8"}, "https://chat.example.org"};
  for (const auto* loopback : {"127.0.0.1", "::1"}) {
    CHECK_FALSE(nobody.trusts(loopback));
    CHECK(here.trusts(loopback));
    CHECK_FALSE(elsewhere.trusts(loopback));
  }
  CHECK_FALSE(here.trusts("192.0.2.1"));
  CHECK_FALSE(here.trusts(""));
}

TEST_SUITE_END();

} // namespace vestnik::net::forwarding_tests
