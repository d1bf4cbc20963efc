#define CAF_SUITE fetcher
#include "actors/mail/fetcher.hpp"

#include "model/values/clock.hpp"
#include "tests/actors/mail/fetcher_fixture.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

CAF_TEST_FIXTURE_SCOPE(fetcher_tests, fetcher_fixture)

CAF_TEST(a fetcher fetches everything and then follows the folder) {
  start();
  CAF_CHECK(states.back().now == phase::connecting);
  open();
  CAF_CHECK_EQUAL(client(), "v3 UID FETCH 1:* (UID RFC822.SIZE)\r\n");
  list();
  CAF_CHECK(states.back().now == phase::backfill);
  CAF_CHECK_EQUAL(states.back().remaining, 3u);
  server(message(10, "one") + "v4 OK\r\n" + message(11, "two") + "v5 OK\r\n");
  server(message(12, "six") + "v6 OK\r\n");
  CAF_CHECK(stored() == (std::vector<std::uint32_t>{10, 11, 12}));
  CAF_CHECK_EQUAL(batches.back().advance.to.last_uid, 12u);
  CAF_CHECK_EQUAL(batches.front().advance.after, 0u);
  CAF_CHECK_EQUAL(batches.back().advance.after, 11u);
  CAF_CHECK_EQUAL(batches.back().advance.to.uidvalidity, 77u);
  const auto& mail = batches[0].mails.at(0);
  CAF_CHECK_EQUAL(mail.content.subject, "one");
  CAF_CHECK_EQUAL(mail.size, 3u);
  CAF_CHECK(mail.flags == std::vector<std::string>{"\\Seen"});
  CAF_CHECK(mail.key == (model::mail_key{order.account, "INBOX", 77, 10}));
  CAF_CHECK(states.back().now == phase::live);
  CAF_CHECK(client().ends_with("v7 IDLE\r\n"));

  CAF_MESSAGE("a new message is news and no backfill");
  server("+ idling\r\n* 4 EXISTS\r\n");
  CAF_CHECK_EQUAL(client(), "DONE\r\n");
  server("v7 OK\r\n");
  server("* 4 FETCH (UID 13 RFC822.SIZE 3)\r\nv8 OK\r\n");
  server(message(13, "new") + "v9 OK\r\n");
  CAF_CHECK(stored() == (std::vector<std::uint32_t>{10, 11, 12, 13}));
  CAF_CHECK(states.back().now == phase::live);
}

CAF_TEST(mails are backfill until the folder was read to its end and then they are news) {
  start();
  open();
  list();
  reconnect();
  server("* 3 FETCH (UID 12 RFC822.SIZE 3)\r\nv3 OK done\r\n" + message(12, "six") + "v4 OK\r\n");
  CAF_CHECK(batches.back().backfill);
  reconnect();
  server("* 4 FETCH (UID 13 RFC822.SIZE 3)\r\nv3 OK done\r\n" + message(13, "new") + "v4 OK\r\n");
  CAF_CHECK(!batches.back().backfill);
}

CAF_TEST(batches are handed over in order though parsers answer out of order) {
  start();
  open();
  list();
  stream().handler->on_bytes(message(10, "one") + "v4 OK\r\n" + message(11, "two") + "v5 OK\r\n");
  expect((stream_bytes), from(_).to(aut));
  CAF_MESSAGE("the first message went to the second parser");
  expect((raw_mail), from(aut).to(first));
  expect((parsed_mail), from(first).to(aut));
  disallow((mail_batch), from(aut).to(owner));
  expect((raw_mail), from(aut).to(second));
  expect((parsed_mail), from(second).to(aut));
  expect((mail_batch), from(aut).to(owner));
  expect((mail_batch), from(aut).to(owner));
  CAF_CHECK(stored() == (std::vector<std::uint32_t>{10, 11}));
}

CAF_TEST(no more is asked for before the mailbox has stored what it got) {
  start();
  open();
  list();
  CAF_CHECK(has_asked_for(10));
  CAF_CHECK(has_asked_for(11));
  stream().handler->on_bytes(message(10, "one") + "v4 OK\r\n" + message(11, "two") + "v5 OK\r\n");
  expect((stream_bytes), from(_).to(aut));
  expect((raw_mail), from(aut).to(second));
  expect((parsed_mail), from(second).to(aut));
  expect((raw_mail), from(aut).to(first));
  expect((parsed_mail), from(first).to(aut));
  CAF_CHECK(!has_asked_for(12));
  expect((mail_batch), from(aut).to(owner));
  CAF_CHECK(!has_asked_for(12));
  expect((std::monostate), from(owner).to(aut));
  CAF_CHECK(has_asked_for(12));
}

CAF_TEST(a fetcher is live only when all is stored) {
  start();
  open();
  server("* 1 FETCH (UID 10 RFC822.SIZE 3)\r\nv3 OK done\r\n");
  stream().handler->on_bytes(message(10, "one") + "v4 OK\r\n");
  expect((stream_bytes), from(_).to(aut));
  expect((raw_mail), from(aut).to(second));
  expect((parsed_mail), from(second).to(aut));
  CAF_CHECK(states.back().now == phase::backfill);
  consume_messages();
  CAF_CHECK(states.back().now == phase::live);
}

CAF_TEST(a message that cannot be parsed is quarantined and the rest flows on) {
  start();
  open();
  list();
  server(message(10, "broken") + "v4 OK\r\n" + message(11, "two") + "v5 OK\r\n");
  CAF_REQUIRE_EQUAL(batches.size(), 2u);
  CAF_CHECK(batches[0].mails.empty());
  CAF_REQUIRE_EQUAL(batches[0].quarantined.size(), 1u);
  CAF_CHECK_EQUAL(batches[0].quarantined[0].key.uid, 10u);
  CAF_CHECK_EQUAL(batches[0].quarantined[0].reason, "no message at all");
  CAF_CHECK_EQUAL(batches[0].advance.to.last_uid, 10u);
  CAF_CHECK(stored() == std::vector<std::uint32_t>{11});
}

CAF_TEST(a message that cannot be parsed for now ends the fetcher and comes again) {
  start();
  open();
  server("* 1 FETCH (UID 10 RFC822.SIZE 3)\r\n* 2 FETCH (UID 11 RFC822.SIZE 3)\r\nv3 OK done\r\n");
  server(message(10, "one") + "v4 OK\r\n" + message(11, "huge") + "v5 OK\r\n");
  CAF_CHECK(has_ended(aut));
  CAF_REQUIRE_EQUAL(batches.size(), 1u);
  CAF_CHECK_EQUAL(batches[0].advance.to.last_uid, 10u);
  CAF_CHECK(batches[0].quarantined.empty());
}

CAF_TEST(of a message that is too large the beginning is fetched) {
  start();
  open();
  server("* 1 FETCH (UID 10 RFC822.SIZE 4000000000)\r\nv3 OK done\r\n");
  CAF_CHECK(client().ends_with("BODY.PEEK[]<0.262144>)\r\n"));
  server("* 1 FETCH (UID 10 RFC822.SIZE 4000000000 BODY[]<0> {3}\r\none)\r\nv4 OK\r\n");
  CAF_REQUIRE_EQUAL(batches.size(), 1u);
  CAF_CHECK_EQUAL(batches[0].mails.at(0).content.subject, "one");
  CAF_CHECK_EQUAL(batches[0].mails.at(0).size, 4'000'000'000u);
  CAF_CHECK_EQUAL(batches[0].advance.to.last_uid, 10u);
}

CAF_TEST(a fetcher waits after a lost connection and goes on after the last message handed over) {
  start();
  open();
  list();
  server(message(10, "one") + "v4 OK\r\n");
  lose_connection();
  CAF_CHECK(states.back().now == phase::waiting);
  CAF_CHECK_EQUAL(states.back().error, "connection lost");
  CAF_CHECK(states.back().retry_at > model::timestamp{});
  CAF_CHECK_EQUAL(stream().closed, 1);
  advance_time(milliseconds{499});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 1u);
  advance_time(milliseconds{501});
  consume_messages();
  CAF_REQUIRE_EQUAL(thread.streams.size(), 2u);
  CAF_CHECK(states.back().now == phase::connecting);
  open();
  CAF_CHECK_EQUAL(client(), "v3 UID FETCH 11:* (UID RFC822.SIZE)\r\n");
}

CAF_TEST(a server that asks for time gets it) {
  start();
  stream().handler->on_closed({model::ec::unavailable, "busy", {}, std::chrono::seconds{60}});
  consume_messages();
  advance_time(milliseconds{59'999});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 1u);
  advance_time(milliseconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 2u);
}

CAF_TEST(the last words of an old connection are ignored) {
  start();
  open();
  list();
  const auto old = stream().handler;
  stream().handler->on_bytes(message(10, "one"));
  expect((stream_bytes), from(_).to(aut));
  CAF_MESSAGE("while the message is parsed the connection is lost");
  stream().handler->on_closed({model::ec::mail_unreachable, "connection lost"});
  expect((stream_closed), from(_).to(aut));
  consume_messages();
  CAF_CHECK(batches.empty());
  advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_REQUIRE_EQUAL(thread.streams.size(), 2u);
  old->on_connected();
  old->on_bytes("* OK hello\r\n* BYE\r\n");
  old->on_closed({model::ec::mail_unreachable, "again"});
  consume_messages();
  CAF_CHECK(client().empty());
  CAF_CHECK_EQUAL(stream().closed, 0);
  CAF_CHECK(states.back().now == phase::connecting);
}

CAF_TEST(a server that refuses the account is asked again in six hours and that is told) {
  start();
  stream().handler->on_connected();
  consume_messages();
  server("* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n");
  server("v1 NO [AUTHENTICATIONFAILED] wrong password\r\n");
  CAF_CHECK(states.back().now == phase::refused);
  CAF_CHECK_NOT_EQUAL(states.back().error.find("wrong password"), std::string::npos);
  CAF_CHECK_EQUAL(stream().closed, 1);
  CAF_CHECK(states.back().retry_at > model::now() + std::chrono::hours{5});
  advance_time(std::chrono::hours{6} - milliseconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 1u);
  advance_time(milliseconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 2u);
}

CAF_TEST(a folder that was renumbered is told before it is read anew) {
  order.cursor = {order.account, "INBOX", 77, 10};
  start();
  open(78);
  CAF_REQUIRE_EQUAL(renumbered.size(), 1u);
  CAF_CHECK_EQUAL(renumbered[0].cursor.uidvalidity, 78u);
  CAF_CHECK_EQUAL(renumbered[0].cursor.last_uid, 0u);
  CAF_CHECK_EQUAL(client(), "v3 UID FETCH 1:* (UID RFC822.SIZE)\r\n");
}

CAF_TEST(an idle connection is renewed in time and an answer expected soon) {
  order.cursor = {order.account, "INBOX", 77, 12};
  start();
  open();
  server("v3 OK done\r\n");
  server("+ idling\r\n");
  CAF_CHECK(stream().patience == milliseconds{0});
  (void)client();
  advance_time(std::chrono::minutes{5});
  consume_messages();
  CAF_CHECK_EQUAL(client(), "DONE\r\n");
  CAF_CHECK(stream().patience > milliseconds{0});
}

CAF_TEST(a fetcher ends with its mailbox and closes the connection) {
  start();
  end(owner);
  CAF_CHECK(has_ended(aut));
  CAF_CHECK_EQUAL(stream().closed, 1);
}

CAF_TEST(a fetcher waits for its turn at a server that many have) {
  for (int i = 0; i < 10; ++i)
    (void)pace->take_turn("imap.example.org", sched.clock().now());
  start();
  advance_time(milliseconds{499});
  consume_messages();
  CAF_CHECK(thread.streams.empty());
  CAF_CHECK(states.back().now == phase::waiting);
  advance_time(milliseconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 1u);
  CAF_CHECK(states.back().now == phase::connecting);
}

CAF_TEST(a fetcher without its lease connects to nobody and later it does) {
  lose_lease();
  start();
  CAF_CHECK(thread.streams.empty());
  CAF_CHECK(states.back().now == phase::waiting);
  get_lease();
  sched.trigger_timeout();
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 1u);
}

CAF_TEST(a fetcher whose lease has ended says nothing more and hangs up) {
  start();
  stream().handler->on_connected();
  consume_messages();
  lose_lease();
  server("* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n");
  CAF_CHECK_EQUAL(client(), "");
  CAF_CHECK_EQUAL(stream().closed, 1);
  CAF_CHECK(states.back().now == phase::waiting);
}

CAF_TEST(a batch that is stored after its lease has ended brings no further question) {
  start();
  open();
  list();
  (void)client();
  lose_lease();
  server(message(10, "one") + "v4 OK\r\n");
  CAF_CHECK(stored() == std::vector<std::uint32_t>{10});
  CAF_CHECK_EQUAL(client(), "");
  CAF_CHECK_EQUAL(stream().closed, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
