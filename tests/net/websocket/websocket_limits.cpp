#include "net/websocket/websocket_connection.hpp"
#include "tests/net/support/running_server.hpp"
#include "tests/net/support/websocket_client.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace vestnik::net::websocket_limits_tests {

TEST_SUITE_BEGIN("net/websocket/websocket_limits");

using namespace vestnik;
using namespace vestnik::net::test;
using namespace std::chrono_literals;

namespace {

net::frame_ptr text_frame(std::string_view payload) {
  return net::make_frame(net::frame_kind::text, payload);
}

std::string payload_of(std::size_t size) {
  std::string made(size, ' ');
  for (std::size_t i = 0; i < size; ++i)
    made[i] = static_cast<char>('a' + i % 26);
  return made;
}

} // namespace

TEST_CASE("a slow reader is closed with 4009, and others do not notice") {
  running_server server;
  server.settings.drain_timeout = 10s;
  std::vector<std::shared_ptr<probe_session>> sessions{silent_session(), silent_session()};
  std::size_t next = 0;
  server.upgrades.on_request = [&](const auto&, const auto& decision) {
    decision->accept(sessions.at(next++), {});
  };
  server.start();
  websocket_client slow{server.port()};
  sessions[0]->wait_open();
  websocket_client quick{server.port()};
  sessions[1]->wait_open();
  const auto big = text_frame(payload_of(100'000));
  std::size_t pushed = 0;
  auto result = net::push_result::queued;
  while (result == net::push_result::queued) {
    server.run([&] { result = sessions[0]->out()->push(big); });
    ++pushed;
    REQUIRE(pushed < 10'000);
  }
  CHECK(result == net::push_result::overflow);
  server.run([&] { sessions[1]->out()->push(text_frame("quick")); });
  CHECK(quick.read().payload == "quick");
  // It starts to read after all: whole frames, then the close.
  auto frame = slow.read();
  while (frame.opcode == text) {
    CHECK(frame.payload.size() == 100'000);
    frame = slow.read();
  }
  CHECK(frame.close_code() == 4009);
  CHECK(frame.payload.substr(2) == R"({"code":"slow_reader"})");
  slow.send(client_close(4009));
  CHECK(sessions[0]->wait_close() == 4009);
}

TEST_CASE("a reader that never reads is freed after the drain deadline") {
  running_server server;
  server.settings.drain_timeout = 50ms;
  server.settings.outbox_bytes = 64'000'000;
  const auto session = silent_session();
  server.accept_with(session);
  server.start();
  websocket_client client{server.port()};
  session->wait_open();
  server.run([&] {
    session->out()->push(text_frame(payload_of(30'000'000)));
    session->out()->close(4000, "");
  });
  CHECK(session->wait_close() == 4000);
}

TEST_CASE("a silent client is pinged, lives if it answers, and ends if it does not") {
  running_server server;
  server.settings.idle_timeout = 60ms;
  const auto session = silent_session();
  server.accept_with(session);
  server.start();
  websocket_client client{server.port()};
  for (int round = 0; round < 3; ++round) {
    CHECK(client.read().opcode == ping);
    client.send(client_frame(fin | pong, ""));
  }
  CHECK(client.read().opcode == ping);
  CHECK(session->wait_close() == 1006);
}

TEST_CASE("a flood of pings from a client that does not read is bounded, then freed") {
  running_server server;
  server.settings.idle_timeout = 200ms;
  const auto session = silent_session();
  server.accept_with(session);
  server.start();
  websocket_client client{server.port()};
  session->wait_open();
  std::string burst;
  for (int i = 0; i < 1'000; ++i)
    burst += client_frame(fin | ping, std::string(125, 'p'));
  bool taken = true;
  std::size_t most = 0;
  for (int i = 0; taken && i < 1'000; ++i) {
    try {
      client.send(burst);
    } catch (const std::runtime_error&) {
      taken = false;
    }
    server.run([&] { most = std::max(most, session->out()->pending_bytes()); });
  }
  CHECK_FALSE(taken);
  CHECK(most <= net::outbox_queue::control_limit + 127);
  CHECK(session->wait_close() == 1006);
}

} // namespace vestnik::net::websocket_limits_tests
