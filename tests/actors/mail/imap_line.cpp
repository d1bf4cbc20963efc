#define CAF_SUITE imap_line
#include "actors/mail/imap_line.hpp"

#include "tests/support/fake_stream.hpp"

#include <optional>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using std::chrono::milliseconds;

namespace imap_line_tests {

/// Wants nothing but to know why the session is over.
struct listener : mail::imap_client_handler {
  void on_signed_in(const mail::imap_capabilities&) override {}
  void on_folder(const mail::imap_folder&) override {}
  void on_progress(std::size_t, std::size_t) override {}
  void on_message(mail::imap_message&&) override {}
  void on_message_failed(std::uint32_t, const model::error&) override {}
  void on_batch_end(std::uint32_t) override {}
  void on_idle() override {}
  void on_verified() override {}
  void on_failed(const model::error& error) override { failure = error; }

  std::optional<model::error> failure;
};

constexpr std::uint64_t attempt = 2;

/// The second line of an actor, which keeps what it hears for the test.
struct fixture : actor_fixture {
  ~fixture() {
    line.reset();
    end(actor.handle);
  }

  void connect(model::mail_security security = model::mail_security::tls) {
    mail::imap_client_settings settings;
    settings.server = {"imap.example.org", 993, security, "alice"};
    settings.password = "pa55";
    line.emplace(thread, actor.as<fetcher_actor>(), attempt, std::move(settings), lease, handler);
  }

  fake_stream& stream() { return *thread.streams.back(); }

  void greet(std::uint64_t to) {
    line->hear(stream_opened{to});
    line->hear(stream_bytes{to, "* OK [CAPABILITY IMAP4rev1] hello\r\n"});
  }

  fake_io_executor thread;
  witness<stream_opened, stream_secured, stream_bytes, stream_closed, stream_timer> actor{sys};
  std::shared_ptr<lease_guard> lease = std::make_shared<lease_guard>();
  listener handler;
  std::optional<imap_line> line;
};

} // namespace imap_line_tests

CAF_TEST_FIXTURE_SCOPE(imap_line_tests, fixture)

CAF_TEST(a line connects as the server wants it) {
  connect();
  CAF_CHECK_EQUAL(stream().target.host, "imap.example.org");
  CAF_CHECK_EQUAL(stream().target.port, 993u);
  CAF_CHECK(stream().target.security == net::stream_security::tls);
  line.reset();
  connect(model::mail_security::starttls);
  CAF_CHECK(stream().target.security == net::stream_security::plain);
}

CAF_TEST(the words of the stream come to the actor with the number of the line) {
  connect();
  stream().handler->on_connected();
  stream().handler->on_secured();
  stream().handler->on_bytes("* OK");
  stream().handler->on_closed({model::ec::mail_unreachable, "lost"});
  consume_messages();
  CAF_CHECK_EQUAL(actor.heard<stream_opened>().at(0).attempt, attempt);
  CAF_CHECK_EQUAL(actor.heard<stream_secured>().at(0).attempt, attempt);
  CAF_CHECK_EQUAL(actor.heard<stream_bytes>().at(0).bytes, "* OK");
  CAF_CHECK_EQUAL(actor.heard<stream_closed>().at(0).why.message, "lost");
}

CAF_TEST(a line carries the words of its session to the server) {
  connect();
  greet(attempt);
  CAF_CHECK_EQUAL(stream().sent, "v1 LOGIN \"alice\" \"pa55\"\r\n");
  CAF_CHECK(stream().patience > milliseconds{0});
}

CAF_TEST(a session becomes secret when the server agrees) {
  connect(model::mail_security::starttls);
  greet(attempt);
  CAF_CHECK_EQUAL(std::exchange(stream().sent, {}), "v1 STARTTLS\r\n");
  line->hear(stream_bytes{attempt, "v1 OK go ahead\r\n"});
  CAF_CHECK_EQUAL(stream().tls_started, 1);
  CAF_CHECK(stream().sent.empty());
  line->hear(stream_secured{attempt});
  CAF_CHECK_EQUAL(stream().sent, "v2 CAPABILITY\r\n");
}

CAF_TEST(messages about another line are ignored) {
  connect();
  greet(attempt - 1);
  line->hear(stream_closed{attempt - 1, {model::ec::mail_unreachable, "lost"}});
  CAF_CHECK(stream().sent.empty());
  CAF_CHECK(!handler.failure);
}

CAF_TEST(a session that has lost its connection has failed) {
  connect();
  line->hear(stream_closed{attempt, {model::ec::mail_unreachable, "lost"}});
  CAF_REQUIRE(handler.failure);
  CAF_CHECK_EQUAL(handler.failure->message, "lost");
}

CAF_TEST(a line without the lease says nothing and its session has failed) {
  connect();
  lease->hold_until(lease_guard::clock::time_point::min());
  greet(attempt);
  CAF_CHECK(stream().sent.empty());
  CAF_REQUIRE(handler.failure);
  CAF_CHECK(handler.failure->code == model::ec::unavailable);
}

CAF_TEST(a timer of the session comes to the actor when its time has come) {
  connect();
  line->grant_batches(1);
  line->hear(stream_opened{attempt});
  for (const auto* answer :
       {"* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n", "v1 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n",
        "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nv2 OK done\r\n", "v3 OK done\r\n",
        "+ idling\r\n"})
    line->hear(stream_bytes{attempt, answer});
  consume_messages();
  CAF_CHECK(actor.heard<stream_timer>().empty());
  advance_time(std::chrono::minutes{5});
  consume_messages();
  // Those of the answers that came in time are heard and mean nothing.
  CAF_REQUIRE(!actor.heard<stream_timer>().empty());
  for (const auto& timer : actor.heard<stream_timer>()) {
    CAF_CHECK_EQUAL(timer.attempt, attempt);
    CAF_CHECK(stream().sent.ends_with("IDLE\r\n"));
    line->hear(timer);
  }
  CAF_CHECK(stream().sent.ends_with("DONE\r\n"));
}

CAF_TEST(a timer that was set before a pause says nothing of a server that could not be heard) {
  connect();
  line->grant_batches(1);
  greet(attempt);
  line->pause();
  line->resume();
  advance_time(std::chrono::hours{1});
  consume_messages();
  auto timers = actor.heard<stream_timer>();
  CAF_REQUIRE(timers.size() > 1);
  const auto last = timers.back();
  timers.pop_back();
  for (const auto& earlier : timers)
    line->hear(earlier);
  CAF_CHECK(!handler.failure);
  line->hear(last);
  CAF_CHECK(handler.failure.has_value());
}

CAF_TEST(a line hangs up when it ends) {
  connect();
  const auto open = thread.streams.back();
  line.reset();
  CAF_CHECK_EQUAL(open->closed, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
