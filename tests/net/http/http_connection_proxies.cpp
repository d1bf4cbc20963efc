#include "net/http/http_connection.hpp"
#include "tests/net/support/blocking_client.hpp"
#include "tests/net/support/captured_log.hpp"
#include "tests/net/support/running_server.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>

// What a connection believes of proxies, and tells the operator of whom it refuses.

namespace vestnik::net::http_connection_proxies_tests {

TEST_SUITE_BEGIN("net/http/http_connection_proxies");

using namespace vestnik;
using namespace vestnik::net::test;

namespace {

constexpr std::string_view head = "Host: vestnik.test\r\n";

} // namespace

TEST_CASE("what a trusted proxy tells of its client is believed, of a stranger it is not") {
  running_server server;
  bool trusting = true;
  SUBCASE("trusted") { server.settings.public_origin = "https://chat.example"; }
  SUBCASE("a stranger") {
    trusting = false;
    server.settings.trusted_proxies = {"10.0.0.0/8"};
  }
  server.http.on_request = [](const model::http_request& request, std::size_t,
                              const net::http_responder& respond) {
    respond({200,
             {},
             fmt::format("{} {}", request.remote_address,
                         request.over == model::http_request::transport::tls ? "tls" : "plain")});
  };
  server.start();
  blocking_client client{server.port()};
  const auto reply =
      get(client, "/api/x", "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n");
  CHECK(reply.body == (trusting ? "192.0.2.7 tls" : "127.0.0.1 plain"));
  CHECK(reply.header("strict-transport-security").empty() == !trusting);
}

TEST_CASE("the PROXY protocol introduces a client, whose own headers count for nothing") {
  running_server server;
  server.settings.trusted_proxies = {"127.0.0.0/8"};
  server.settings.proxies_begin = proxy_protocol::with_header;
  server.http.on_request = [](const model::http_request& request, std::size_t,
                              const net::http_responder& respond) {
    respond({200, {}, request.remote_address});
  };
  server.start();
  SUBCASE("and the request that follows is served") {
    blocking_client client{server.port()};
    client.send(fmt::format("PROXY TCP4 192.0.2.7 10.0.0.1 4096 443\r\n"
                            "GET /api/x HTTP/1.1\r\n{}X-Forwarded-For: 198.51.100.1\r\n\r\n",
                            head));
    CHECK(read_reply(client).body == "192.0.2.7");
  }
  SUBCASE("and the proxy may speak for itself") {
    blocking_client client{server.port()};
    client.send("PROXY UNKNOWN\r\n");
    CHECK(get(client, "/api/x", "X-Forwarded-For: 198.51.100.1\r\n").body == "127.0.0.1");
  }
  SUBCASE("and of an address that is no IP address nothing is made up") {
    blocking_client client{server.port()};
    using namespace std::string_view_literals;
    client.send("\r\n\r\n\0\r\nQUIT\n\x21\0\0\0"sv);
    CHECK(get(client, "/api/x", "X-Forwarded-For: 198.51.100.1\r\n").body == "127.0.0.1");
  }
  SUBCASE("and without it a proxy's connection ends") {
    captured_log log;
    blocking_client client{server.port()};
    client.send(fmt::format("GET /api/x HTTP/1.1\r\n{}\r\n", head));
    CHECK(log.wait_lines("http 127.0.0.1: ended while introducing: the proxy sent no header")
              .size() == 1);
  }
}

TEST_CASE("an origin that is refused is logged with the settings that would let it in") {
  captured_log log;
  running_server server;
  server.start();
  for (int i = 0; i < 2; ++i) {
    blocking_client client{server.port()};
    const auto reply = get(client, "/ws",
                           "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                           "Origin: https://chat.example\r\n");
    CHECK(reply.status == 403);
  }
  CHECK(log.wait_lines("the origin https://chat.example was refused; if it is yours, name it in "
                       "net.public-origin or net.allowed-origins")
            .size() == 1);
}

TEST_CASE("pages of the public origin connect, whatever Host the proxy sends") {
  running_server server;
  server.settings.public_origin = "https://chat.example";
  server.start();
  for (const auto* host : {"chat.example", "127.0.0.1:8080"}) {
    CAPTURE(host);
    blocking_client client{server.port()};
    client.send(fmt::format("GET /ws HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            "Origin: https://chat.example\r\n\r\n",
                            host));
    CHECK(client.read_until("\r\n").starts_with("HTTP/1.1 101"));
  }
}

TEST_SUITE_END();

} // namespace vestnik::net::http_connection_proxies_tests
