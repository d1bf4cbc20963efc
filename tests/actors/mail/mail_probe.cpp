#define CAF_SUITE mail_probe
#include "actors/mail/mail_probe.hpp"

#include "tests/support/fake_stream.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace mail_probe_tests {

fetch_order order(model::mail_security security = model::mail_security::tls) {
  fetch_order out;
  out.server = {"imap.example.org", 993, security, "alice"};
  out.password = model::secret{"pa55"};
  return out;
}

struct fixture : actor_fixture {
  ~fixture() { end(aut); }

  void start(const mail::imap_limits& limits) {
    end(aut);
    aut = sys.spawn(mail_probe, static_cast<net::io_executor*>(&thread),
                    probe_settings{.limits = limits, .pace = pace});
  }

  void begin(const fetch_order& settings = order()) {
    user = std::make_unique<question<std::monostate>>(sys, aut, settings);
    consume_messages();
    if (!thread.streams.empty())
      stream = thread.streams.at(0);
  }

  void server(std::string_view lines) {
    stream->handler->on_bytes(lines);
    consume_messages();
  }

  /// What the probe has sent since the last call.
  std::string client() { return std::exchange(stream->sent, {}); }

  void connected() {
    stream->handler->on_connected();
    consume_messages();
    server("* OK [CAPABILITY IMAP4rev1] hello\r\n");
  }

  std::shared_ptr<connect_pace> pace = std::make_shared<connect_pace>();
  fake_io_executor thread;
  std::shared_ptr<fake_stream> stream;
  std::unique_ptr<question<std::monostate>> user;
  mail_probe_actor aut =
      sys.spawn(mail_probe, static_cast<net::io_executor*>(&thread), probe_settings{.pace = pace});
};

} // namespace mail_probe_tests

CAF_TEST_FIXTURE_SCOPE(mail_probe_tests, fixture)

CAF_TEST(settings are good when the server signs us in and shows the inbox) {
  begin();
  CAF_CHECK_EQUAL(stream->target.host, "imap.example.org");
  CAF_CHECK_EQUAL(stream->target.port, 993u);
  CAF_CHECK(stream->target.security == net::stream_security::tls);
  connected();
  CAF_CHECK_EQUAL(client(), "v1 LOGIN \"alice\" \"pa55\"\r\n");
  server("v1 OK [CAPABILITY IMAP4rev1] in\r\n");
  CAF_CHECK_EQUAL(client(), "v2 EXAMINE \"INBOX\"\r\n");
  CAF_CHECK(!user->is_answered());
  server("* 2 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\nv2 OK done\r\n");
  CAF_CHECK_EQUAL(client(), "v3 LOGOUT\r\n");
  server("* BYE bye\r\nv3 OK done\r\n");
  CAF_CHECK(user->answer().has_value());
  CAF_CHECK(has_ended(aut));
  CAF_CHECK_EQUAL(stream->closed, 1);
}

CAF_TEST(a refusal is told in the words of the server) {
  begin();
  connected();
  server("v1 NO [AUTHENTICATIONFAILED] use an app password\r\n");
  const auto refused = user->answer();
  CAF_CHECK(code_of(refused) == model::ec::mail_refused);
  CAF_CHECK_NOT_EQUAL(refused.error().message.find("use an app password"), std::string::npos);
  CAF_CHECK_EQUAL(refused.error().field, "password");
  CAF_CHECK(has_ended(aut));
  CAF_CHECK_EQUAL(stream->closed, 1);
}

CAF_TEST(a server that cannot be reached or says nothing is named) {
  begin();
  stream->handler->on_closed({model::ec::unavailable, "no answer in time"});
  consume_messages();
  const auto refused = user->answer();
  CAF_CHECK(code_of(refused) == model::ec::mail_unreachable);
  CAF_CHECK_EQUAL(refused.error().message, "no answer in time");
  CAF_CHECK_EQUAL(refused.error().field, "host");
  CAF_CHECK(has_ended(aut));
}

CAF_TEST(the password is not sent before the connection is secured) {
  begin(order(model::mail_security::starttls));
  CAF_CHECK(stream->target.security == net::stream_security::plain);
  connected();
  CAF_CHECK_EQUAL(client(), "v1 STARTTLS\r\n");
  server("v1 OK go ahead\r\n");
  CAF_CHECK_EQUAL(stream->tls_started, 1);
  CAF_CHECK(client().empty());
  stream->handler->on_secured();
  consume_messages();
  CAF_CHECK_EQUAL(client(), "v2 CAPABILITY\r\n");
}

CAF_TEST(a probe waits only as long as it was told to) {
  begin();
  stream->handler->on_connected();
  consume_messages();
  CAF_CHECK(stream->patience == std::chrono::seconds{10});
}

CAF_TEST(a server that says something but never comes to an end has a minute) {
  begin();
  connected();
  for (int second = 1; second < 60; ++second) {
    advance_time(std::chrono::seconds{1});
    server("* OK wait\r\n");
    if (user->is_answered())
      break;
  }
  advance_time(std::chrono::seconds{1});
  consume_messages();
  const auto refused = user->answer();
  CAF_CHECK(code_of(refused) == model::ec::mail_unreachable);
  CAF_CHECK(has_ended(aut));
  CAF_CHECK_EQUAL(stream->closed, 1);
}

CAF_TEST(a probe waits for its turn at a server that many have) {
  for (int i = 0; i < 10; ++i)
    (void)pace->take_turn("imap.example.org", sched.clock().now());
  begin();
  CAF_CHECK(thread.streams.empty());
  advance_time(std::chrono::milliseconds{500});
  consume_messages();
  CAF_CHECK_EQUAL(thread.streams.size(), 1u);
}

CAF_TEST(a probe whose turn is too far away is refused and told when it is) {
  for (int i = 0; i < 1'300; ++i)
    (void)pace->take_turn("imap.example.org", sched.clock().now());
  begin();
  const auto refused = user->answer();
  CAF_CHECK(code_of(refused) == model::ec::too_many);
  CAF_CHECK(refused.error().retry_after == std::chrono::seconds{65});
  CAF_CHECK(thread.streams.empty());
}

CAF_TEST(a probe holds a server to the limits that it was given) {
  start({.line = 20});
  begin();
  connected();
  CAF_CHECK(client().empty());
  CAF_CHECK(code_of(user->answer()) == model::ec::mail_protocol);
  CAF_CHECK(has_ended(aut));
}

CAF_TEST(a probe has one order) {
  begin();
  CAF_CHECK(code_of(ask<std::monostate>(aut, order())) == model::ec::conflict);
  CAF_CHECK_EQUAL(thread.streams.size(), 1u);
  CAF_CHECK(!user->is_answered());
}

CAF_TEST(a probe ends with whoever asked) {
  begin();
  user.reset();
  consume_messages();
  CAF_CHECK(has_ended(aut));
  CAF_CHECK_EQUAL(stream->closed, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
