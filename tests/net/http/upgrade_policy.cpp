#include "net/http/upgrade_policy.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::upgrade_policy_tests {

TEST_SUITE_BEGIN("net/http/upgrade_policy");

using namespace vestnik;
using over = model::http_request::transport;

namespace {

model::http_request upgrade(model::header_list extra, over way = over::plain) {
  model::http_request request;
  request.method = "GET";
  request.path = "/ws";
  request.over = way;
  request.headers = {{"Host", "chat.example:8080"},
                     {"Upgrade", "WebSocket"},
                     {"Connection", "keep-alive, Upgrade"},
                     {"Sec-WebSocket-Version", "13"},
                     {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  request.headers.insert(request.headers.end(), extra.begin(), extra.end());
  return request;
}

unsigned judge(const model::http_request& request) {
  const auto verdict = net::check_upgrade(request, {"https://app.example"});
  return verdict ? 101 : verdict.error().status;
}

void set(model::http_request& request, std::string_view name, std::string value) {
  for (auto& header : request.headers)
    if (header.first == name)
      header.second = std::move(value);
}

const std::pair<std::string, std::string> own_origin{"Origin", "http://chat.example:8080"};

} // namespace

TEST_CASE("the origin must be our own or a listed one") {
  const struct {
    std::string origin;
    over way;
    unsigned expected;
  } rows[] = {
      {"http://chat.example:8080", over::plain, 101},
      {"http://CHAT.example:8080", over::plain, 101},
      {"https://chat.example:8080", over::tls, 101},
      {"https://app.example", over::plain, 101},
      {"https://chat.example:8080", over::plain, 403},
      {"http://chat.example:8080", over::tls, 403},
      {"http://chat.example", over::plain, 403},
      {"http://chat.example:8080.evil.example", over::plain, 403},
      {"http://evil.example", over::plain, 403},
      {"http://evil.example/http://chat.example:8080", over::plain, 403},
      {"https://sub.app.example", over::plain, 403},
      {"null", over::plain, 403},
      {"", over::plain, 403},
  };
  for (const auto& row : rows) {
    CAPTURE(row.origin);
    CHECK(judge(upgrade({{"Origin", row.origin}}, row.way)) == row.expected);
  }
  CHECK(judge(upgrade({own_origin, {"Origin", "http://evil.example"}})) == 403);
}

TEST_CASE("an upgrade without an origin opens by a bearer token or a ticket alone") {
  CHECK(judge(upgrade({})) == 403);
  CHECK(judge(upgrade({{"Cookie", "sid=x"}})) == 403);
  CHECK(judge(upgrade({{"Authorization", "Bearer x"}})) == 101);
  CHECK(judge(upgrade({{"Authorization", "Basic x"}})) == 403);
  auto ticket = upgrade({});
  ticket.query = "token=abc";
  CHECK(judge(ticket) == 101);
  ticket.query = "token=";
  CHECK(judge(ticket) == 403);
}

TEST_CASE("credentials do not excuse a foreign origin") {
  CHECK(judge(upgrade({{"Origin", "http://evil.example"}, {"Authorization", "Bearer x"}})) == 403);
}

TEST_CASE("an unknown subprotocol is refused with the known one") {
  const auto verdict =
      net::check_upgrade(upgrade({own_origin, {"Sec-WebSocket-Protocol", "vestnik.v9, mqtt"}}), {});
  REQUIRE(verdict.has_error());
  CHECK(verdict.error().status == 400);
  CHECK(verdict.error().reason.message.find("vestnik.v1") != std::string::npos);
  CHECK(judge(upgrade({own_origin, {"Sec-WebSocket-Protocol", "mqtt, vestnik.v1"}})) == 101);
}

TEST_CASE("the confirmed subprotocol is one that was offered") {
  const auto both = upgrade({{"Sec-WebSocket-Protocol", "mqtt, vestnik.v1"}});
  CHECK(net::confirmed_subprotocol(both, "") == "vestnik.v1");
  CHECK(net::confirmed_subprotocol(both, "mqtt") == "mqtt");
  CHECK(net::confirmed_subprotocol(both, "other") == "vestnik.v1");
  CHECK(net::confirmed_subprotocol(upgrade({}), "vestnik.v1").empty());
}

TEST_CASE("lists may come in several lines, in any order") {
  auto request = upgrade({own_origin});
  set(request, "Connection", "keep-alive");
  request.headers.emplace_back("Connection", "Upgrade");
  CHECK(judge(request) == 101);
}

TEST_CASE("an upgrade may be asked for in any of several lines") {
  model::http_request request;
  request.headers = {{"Upgrade", "h2c"}, {"Connection", "websocket"}};
  CHECK_FALSE(net::asks_for_websocket(request));
  request.headers.emplace_back("Upgrade", "websocket");
  CHECK(net::asks_for_websocket(request));
}

TEST_CASE("a handshake that is none is refused") {
  auto request = upgrade({own_origin});
  SUBCASE("method") {
    request.method = "POST";
    CHECK(judge(request) == 400);
  }
  SUBCASE("connection") {
    set(request, "Connection", "close");
    CHECK(judge(request) == 400);
  }
  SUBCASE("key") {
    for (const auto* key : {"", "short", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25j!Q=="}) {
      CAPTURE(key);
      set(request, "Sec-WebSocket-Key", key);
      CHECK(judge(request) == 400);
    }
  }
  SUBCASE("version, with the one that is spoken") {
    set(request, "Sec-WebSocket-Version", "8");
    const auto verdict = net::check_upgrade(request, {});
    REQUIRE(verdict.has_error());
    CHECK(verdict.error().status == 426);
    CHECK(model::header_value(verdict.error().headers, "sec-websocket-version") == "13");
  }
  SUBCASE("a second version (RFC 6455 §11.3.5)") {
    request.headers.emplace_back("Sec-WebSocket-Version", "8");
    CHECK(judge(request) == 426);
  }
}

} // namespace vestnik::net::upgrade_policy_tests
