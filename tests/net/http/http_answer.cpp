#include "net/http/http_answer.hpp"

#include "net/io/io_thread.hpp"
#include "tests/net/support/running_server.hpp"
#include "tests/net/support/websocket_client.hpp"

#include <doctest/doctest.h>
#include <thread>

namespace vestnik::net::http_answer_tests {

TEST_SUITE_BEGIN("net/http/http_answer");

using namespace vestnik;
using namespace vestnik::net::test;

TEST_CASE("an upgrade may be accepted later and from another thread") {
  running_server server;
  std::thread later;
  server.upgrades.on_request = [&](const auto&, std::shared_ptr<net::upgrade_decision> decision) {
    later = std::thread{[decision = std::move(decision)] {
      decision->accept(echo_session(), "vestnik.v1");
      decision->refuse({500, {}, "too late"});
    }};
  };
  server.start();
  websocket_client client{server.port()};
  later.join();
  client.send_text("hello");
  CHECK(client.read().payload == "hello");
}

TEST_CASE("an upgrade that nobody decides gets 500") {
  running_server server;
  server.upgrades.on_request = [](const auto&, const auto&) {};
  server.start();
  blocking_client raw{server.port()};
  raw.send(upgrade_request("/ws", "Origin: http://vestnik.test\r\n"));
  CHECK(read_reply(raw).status == 500);
}

TEST_CASE("a session whose client has gone before the answer hears 1006 and nothing else") {
  net::io_threads threads{1, {}};
  threads.start();
  const auto session = silent_session();
  std::weak_ptr<net::answer_target> gone;
  net::http_answer answer{threads.workers().front(), gone};
  answer.accept(session, {});
  CHECK(session->wait_close() == 1006);
}

} // namespace vestnik::net::http_answer_tests
