#define CAF_SUITE fetcher_waiting
#include "actors/mail/fetcher.hpp"
#include "tests/actors/mail/fetcher_fixture.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

// When a fetcher does not read, and when it tries again.

CAF_TEST_FIXTURE_SCOPE(fetcher_waiting_tests, fetcher_fixture)

CAF_TEST(a name that resolves to an address that is not allowed is tried again later) {
  start();
  stream().handler->on_closed({model::ec::forbidden, "10.0.0.1 is private", "host"});
  consume_messages();
  CAF_CHECK(states.back().now == phase::waiting);
  advance_time(std::chrono::minutes{5} - milliseconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 1u);
  advance_time(milliseconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 2u);
}

CAF_TEST(a server that breaks soon after all was fetched is asked ever more rarely and polled) {
  order.cursor = {order.account, "INBOX", 77, 12};
  start();
  for (int life = 1; life <= 4; ++life) {
    open();
    server("v3 OK done\r\n");
    CAF_CHECK(states.back().now == phase::live);
    CAF_MESSAGE("the third life is one without IDLE");
    CAF_CHECK_EQUAL(client().find("IDLE") == std::string::npos, life > 2);
    lose_connection();
    const auto shortest = milliseconds{500} * (1 << (life - 1));
    advance_time(shortest - milliseconds{1});
    consume_messages();
    CAF_CHECK_EQUAL(thread.streams.size(), static_cast<std::size_t>(life));
    advance_time(shortest + milliseconds{1});
    consume_messages();
    CAF_CHECK_EQUAL(thread.streams.size(), static_cast<std::size_t>(life + 1));
  }
  CAF_MESSAGE("one that has lived for a while makes up for it");
  open();
  server("v3 OK done\r\n");
  advance_time(std::chrono::minutes{1} - milliseconds{1});
  consume_messages();
  advance_time(milliseconds{1});
  consume_messages();
  lose_connection();
  advance_time(milliseconds{1'000});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 6u);
}

CAF_TEST(a server that numbers anew at each connection is asked ever more rarely and that is told) {
  order.cursor = {order.account, "INBOX", 77, 12};
  start();
  for (int life = 1; life <= 4; ++life) {
    open(77 + life);
    server("* 1 FETCH (UID 10 RFC822.SIZE 3)\r\nv3 OK done\r\n" + message(10, "one") + "v4 OK\r\n");
    CAF_CHECK(states.back().now == phase::live);
    CAF_CHECK_EQUAL(states.back().error.empty(), life == 1);
    lose_connection();
    const auto shortest = life == 1 ? milliseconds{500} : std::chrono::minutes{1 << (life - 2)};
    advance_time(shortest - milliseconds{1});
    consume_messages();
    CAF_CHECK_EQUAL(thread.streams.size(), static_cast<std::size_t>(life));
    CAF_CHECK(states.back().error.starts_with("connection lost"));
    advance_time(milliseconds{501});
    consume_messages();
    CAF_CHECK_EQUAL(thread.streams.size(), static_cast<std::size_t>(life + 1));
  }
  CAF_MESSAGE("one that keeps its numbers is an ordinary server");
  open(77 + 4);
  server("v3 OK done\r\n");
  CAF_CHECK(states.back().error.empty());
  CAF_CHECK_EQUAL(renumbered.size(), 4u);
}

CAF_TEST(a fetcher reads on only when the mail of the node has room in memory) {
  mail_share others{memory};
  start();
  open();
  server("* 1 FETCH (UID 10 RFC822.SIZE 400000)\r\nv3 OK done\r\n");
  server("* 1 FETCH (UID 10 BODY[] {400000}\r\n" + std::string(300'000, 'x'));
  CAF_CHECK(stream().is == fake_stream::reading::on);
  others.take(900'000);
  server("x");
  CAF_CHECK(stream().is == fake_stream::reading::paused);
  CAF_CHECK(stream().patience == milliseconds{0});
  advance_time(std::chrono::seconds{20});
  consume_messages();
  CAF_CHECK(stream().is == fake_stream::reading::paused);
  others.give_back(900'000);
  advance_time(milliseconds{100});
  consume_messages();
  CAF_CHECK(stream().is == fake_stream::reading::on);
  CAF_CHECK(stream().patience > milliseconds{0});
  server(std::string(99'999, 'x') + ")\r\nv4 OK\r\n");
  CAF_CHECK(stored() == std::vector<std::uint32_t>{10});
  CAF_CHECK_EQUAL(memory->used(), 0u);
}

CAF_TEST(a fetcher that gets no memory lets go of what it has and comes back later) {
  mail_share others{memory};
  others.take(1'000'000);
  start();
  open();
  server("* 1 FETCH (UID 10 RFC822.SIZE 400000)\r\nv3 OK done\r\n");
  server("* 1 FETCH (UID 10 BODY[] {400000}\r\n" + std::string(300'000, 'x'));
  for (int look = 0; look < 300; ++look) {
    advance_time(milliseconds{100});
    consume_messages();
  }
  CAF_CHECK(states.back().now == phase::waiting);
  CAF_CHECK_EQUAL(stream().closed, 1);
  CAF_CHECK_EQUAL(memory->used(), 1'000'000u);
  CAF_CHECK_EQUAL(thread.streams.size(), 1u);
}

CAF_TEST(small mail flows on however much large mail there is) {
  mail_share others{memory};
  others.take(2'000'000);
  start();
  open();
  list();
  server(message(10, "one") + "v4 OK\r\n" + message(11, "two") + "v5 OK\r\n");
  CAF_CHECK(stream().is == fake_stream::reading::on);
  CAF_CHECK(stored() == (std::vector<std::uint32_t>{10, 11}));
}

CAF_TEST_FIXTURE_SCOPE_END()
