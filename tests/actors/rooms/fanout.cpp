#define CAF_SUITE fanout
#include "actors/rooms/fanout.hpp"

#include "tests/support/fake_outbox.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace fanout_tests {

constexpr model::room_name room{model::room_kind::chat, 42};
constexpr model::room_name other{model::room_kind::chat, 43};

event_ptr event(model::room_name where, std::uint64_t seq) {
  return std::make_shared<const model::event>(
      model::event{where, seq, model::event_kind::message_created, {}, "{}"});
}

std::vector<delivery> live(std::uint64_t seq) {
  return {{room, seq, net::make_frame(net::frame_kind::text, "live " + std::to_string(seq))}};
}

/// A room whose newest event is 3, and the connections of two people.
struct fixture : actor_fixture {
  fixture() {
    relay = spawn_fake<relay_actor>(
        sys,
        [this](const room_follow&) -> caf::result<std::uint64_t> {
          ++follows;
          if (refusal.code != model::ec::none)
            return to_caf(refusal);
          return newest;
        },
        [this](const room_unfollow& request) { unfollowed.push_back(request.room); });
    directory = spawn_fake<directory_actor>(
        sys, [this](const room_read& request) -> caf::result<room_page> {
          reads.push_back(request);
          if (refusal.code != model::ec::none)
            return to_caf(refusal);
          room_page page;
          for (auto seq = request.after + 1;
               seq <= request.up_to &&
               page.events.size() < std::min<std::size_t>(stretch, request.limit);
               ++seq)
            page.events.push_back(event(request.room, seq));
          return page;
        });
    aut = sys.spawn(fanout, relay, directory);
  }

  ~fixture() { end(aut, relay, directory); }

  template <class Message>
  void tell(Message message) {
    say(self, aut, std::move(message));
    consume_messages();
  }

  /// The longest pause before what was refused is asked for again.
  void pass() {
    advance_time(std::chrono::seconds{1});
    consume_messages();
  }

  /// Until no owner is waited for.
  void wait_out() {
    for (int i = 0; i < 80; ++i)
      pass();
  }

  int follows = 0;
  model::error refusal{model::ec::none, {}};
  std::size_t stretch = 100;
  std::uint64_t newest = 3;
  std::vector<room_read> reads;
  std::vector<model::room_name> unfollowed;
  relay_actor relay;
  directory_actor directory;
  std::shared_ptr<fake_outbox> alice = std::make_shared<fake_outbox>();
  std::shared_ptr<fake_outbox> boris = std::make_shared<fake_outbox>();
  fanout_actor aut;
};

} // namespace fanout_tests

CAF_TEST_FIXTURE_SCOPE(fanout_tests, fixture)

CAF_TEST(a connection that is up to date gets live events of its rooms) {
  tell(fanout_join{room, 3, alice});
  tell(live(4));
  tell(std::vector<delivery>{{other, 1, net::make_frame(net::frame_kind::text, "not for us")}});
  CAF_CHECK(alice->frames == std::vector<std::string>{"live 4"});
  CAF_CHECK(reads.empty());
}

CAF_TEST(live events that come while the room is asked for are not lost) {
  say(self, aut, fanout_join{room, 3, alice});
  expect((fanout_join), from(_).to(aut));
  say(self, aut, live(4));
  expect((room_follow), from(aut).to(relay));
  consume_messages();
  CAF_CHECK(alice->frames == std::vector<std::string>{"live 4"});
}

CAF_TEST(missed events are read from the owner in stretches and come first) {
  stretch = 2;
  say(self, aut, fanout_join{room, 0, alice});
  say(self, aut, live(4));
  consume_messages();
  CAF_REQUIRE_EQUAL(alice->frames.size(), 4u);
  CAF_CHECK_NOT_EQUAL(alice->frames[0].find(R"("seq":1)"), std::string::npos);
  CAF_CHECK_NOT_EQUAL(alice->frames[2].find(R"("seq":3)"), std::string::npos);
  CAF_CHECK_NOT_EQUAL(alice->frames[3].find(R"("seq":4)"), std::string::npos);
  CAF_CHECK_EQUAL(reads.size(), 2u);
  CAF_CHECK_EQUAL(reads[1].after, 2u);
  CAF_MESSAGE("from here on it is live");
  tell(live(5));
  CAF_CHECK_EQUAL(alice->frames.back(), "live 5");
}

CAF_TEST(a catch up waits for a connection that reads slowly) {
  stretch = 1;
  const std::string much(70 * 1024, 'x');
  alice->push(net::make_frame(net::frame_kind::text, much));
  tell(fanout_join{room, 0, alice});
  CAF_CHECK_EQUAL(reads.size(), 1u);
  alice->drain();
  consume_messages();
  CAF_CHECK_EQUAL(alice->frames.size(), 4u);
}

CAF_TEST(a connection that is behind in several rooms catches up in all of them) {
  stretch = 1;
  const std::string much(70 * 1024, 'x');
  alice->push(net::make_frame(net::frame_kind::text, much));
  tell(fanout_join{room, 0, alice});
  tell(fanout_join{other, 0, alice});
  CAF_CHECK_EQUAL(alice->on_drained.size(), 1u);
  while (!alice->on_drained.empty()) {
    alice->drain();
    consume_messages();
  }
  CAF_CHECK_EQUAL(alice->frames.size(), 7u);
}

CAF_TEST(catching up never fills a queue in however many rooms) {
  newest = 400;
  std::size_t most = 0;
  for (std::int64_t i = 0; i < 10; ++i)
    say(self, aut, fanout_join{{model::room_kind::chat, 100 + i}, 0, alice});
  consume_messages();
  most = alice->frames.size();
  while (!alice->on_drained.empty()) {
    const auto before = alice->frames.size();
    alice->drain();
    consume_messages();
    most = std::max(most, alice->frames.size() - before);
  }
  CAF_CHECK_EQUAL(alice->frames.size(), 4'000u);
  CAF_CHECK(most <= 200);
}

CAF_TEST(the room is unfollowed when the last connection has left it) {
  tell(fanout_join{room, 3, alice});
  tell(fanout_join{room, 3, boris});
  tell(fanout_leave{room, alice});
  CAF_CHECK(unfollowed.empty());
  tell(live(4));
  CAF_CHECK(alice->frames.empty());
  CAF_CHECK_EQUAL(boris->frames.size(), 1u);
  tell(fanout_leave{room, boris});
  CAF_CHECK(unfollowed == std::vector{room});
  tell(fanout_leave{room, boris});
  CAF_CHECK_EQUAL(unfollowed.size(), 1u);
}

CAF_TEST(a connection that ends leaves all its rooms and is held no longer) {
  tell(fanout_join{room, 3, alice});
  tell(fanout_join{other, 3, alice});
  tell(fanout_forget{alice});
  CAF_CHECK_EQUAL(unfollowed.size(), 2u);
  CAF_CHECK_EQUAL(alice.use_count(), 1);
  tell(fanout_forget{alice});
  CAF_CHECK_EQUAL(unfollowed.size(), 2u);
}

CAF_TEST(a connection that ends while the room is asked for is not followed up) {
  say(self, aut, fanout_join{room, 0, alice});
  expect((fanout_join), from(_).to(aut));
  say(self, aut, fanout_forget{alice});
  consume_messages();
  CAF_CHECK(alice->frames.empty());
  CAF_CHECK(reads.empty());
  CAF_CHECK(unfollowed == std::vector{room});
}

CAF_TEST(a room whose owner is on its way is asked for again) {
  for (const auto code : {model::ec::unavailable, model::ec::outcome_unknown}) {
    auto out = std::make_shared<fake_outbox>();
    refusal = {code, "not now"};
    tell(fanout_join{room, 0, out});
    pass();
    refusal = {model::ec::none, {}};
    CAF_CHECK(out->frames.empty());
    pass();
    CAF_CHECK_EQUAL(out->frames.size(), 3u);
    CAF_CHECK_EQUAL(out->closed_with, 0u);
    tell(fanout_forget{out});
  }
}

CAF_TEST(a log whose owner is on its way is read again) {
  tell(fanout_join{room, 3, boris});
  refusal = {model::ec::unavailable, "not now"};
  tell(fanout_join{room, 0, alice});
  CAF_CHECK(alice->frames.empty());
  refusal = {model::ec::none, {}};
  pass();
  CAF_CHECK_EQUAL(alice->frames.size(), 3u);
}

CAF_TEST(a room that was left meanwhile is asked for no longer) {
  refusal = {model::ec::unavailable, "not now"};
  tell(fanout_join{room, 0, alice});
  tell(fanout_forget{alice});
  refusal = {model::ec::none, {}};
  pass();
  CAF_CHECK_EQUAL(follows, 1);
  CAF_CHECK(reads.empty());
}

CAF_TEST(a final refusal is not asked for again) {
  refusal = {model::ec::not_found, "no such room"};
  tell(fanout_join{room, 3, alice});
  CAF_CHECK_EQUAL(follows, 1);
  CAF_CHECK_EQUAL(alice->closed_with, 4012u);
}

CAF_TEST(the connections of a room that cannot be followed are closed to come again) {
  refusal = {model::ec::unavailable, "not now"};
  tell(fanout_join{room, 3, alice});
  wait_out();
  CAF_CHECK_EQUAL(alice->closed_with, 4012u);
  CAF_CHECK_EQUAL(alice->reason, R"({"code":"unavailable","retry_ms":1000})");
  CAF_CHECK(unfollowed == std::vector{room});
}

CAF_TEST(connections that are behind are closed when the log cannot be read and others are not ) {
  tell(fanout_join{room, 3, boris});
  refusal = {model::ec::unavailable, "not now"};
  tell(fanout_join{room, 0, alice});
  wait_out();
  CAF_CHECK_EQUAL(alice->closed_with, 4012u);
  CAF_CHECK_EQUAL(boris->closed_with, 0u);
  tell(live(4));
  CAF_CHECK(boris->frames == std::vector<std::string>{"live 4"});
  CAF_CHECK(unfollowed.empty());
}

CAF_TEST(events that only the new owner has are read from it) {
  tell(fanout_join{room, 3, alice});
  tell(live(4));
  tell(room_moved{room, 6});
  CAF_REQUIRE_EQUAL(reads.size(), 1u);
  CAF_CHECK_EQUAL(reads[0].after, 4u);
  CAF_REQUIRE_EQUAL(alice->frames.size(), 3u);
  CAF_CHECK_NOT_EQUAL(alice->frames[2].find(R"("seq":6)"), std::string::npos);
}

CAF_TEST(the connections of a lost room are closed to come again) {
  tell(fanout_join{room, 3, alice});
  tell(room_lost{room});
  CAF_CHECK_EQUAL(alice->closed_with, 4012u);
  CAF_MESSAGE("it is followed anew for the next who joins");
  tell(fanout_join{room, 3, boris});
  tell(live(4));
  CAF_CHECK_EQUAL(boris->frames.size(), 1u);
}

CAF_TEST(a log with a hole closes those who wait for what is missing) {
  stretch = 0;
  tell(fanout_join{room, 0, alice});
  CAF_CHECK_EQUAL(alice->closed_with, 4012u);
}

CAF_TEST_FIXTURE_SCOPE_END()
