#define CAF_SUITE relay
#include "actors/rooms/relay.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace relay_tests {

constexpr model::room_name room{model::room_kind::chat, 42};

event_ptr event_in(model::room_name where, std::uint64_t seq) {
  return std::make_shared<const model::event>(
      model::event{where, seq, model::event_kind::message_created, {}, R"({"text":"hello"})"});
}

publication event(std::uint64_t seq) { return {{event_in(room, seq)}}; }

using deliveries = std::vector<delivery>;

/// A room whose newest event is 7, and two io threads.
struct fixture : actor_fixture {
  fixture() {
    const auto owner_with_head = [this](std::uint64_t head) {
      return spawn_fake<room_actor>(sys, [head](const room_follow&) { return head; });
    };
    owner = owner_with_head(7);
    next_owner = owner_with_head(9);
    directory = caf::actor_cast<directory_actor>(sys.spawn(
        [](caf::event_based_actor* me, fixture* test) -> caf::behavior {
          return {[me, test](const room_follow& request) -> caf::result<std::uint64_t> {
                    ++test->followed;
                    test->cause = request.why;
                    if (test->refusal.code != model::ec::none)
                      return to_caf(test->refusal);
                    return me->delegate(test->owner, request);
                  },
                  [test](const room_unfollow&) { ++test->unfollowed; }};
        },
        this));
    aut = sys.spawn(relay, directory);
  }

  ~fixture() { end(aut, directory, owner, next_owner, first.handle, second.handle); }

  /// Owner, or whoever stands for many.
  void end_as(const room_actor& lost) {
    say(self, lost, caf::exit_msg{self.address(), caf::exit_reason::kill});
    consume_messages();
  }

  template <class Message>
  void tell(const caf::actor& from, Message message) {
    say(from, aut, std::move(message));
    consume_messages();
  }

  int followed = 0;
  room_follow::cause cause = {};
  int unfollowed = 0;
  model::error refusal{model::ec::none, {}};
  directory_actor directory;
  witness<deliveries, std::uint64_t, caf::error, room_moved, room_lost> first{sys};
  witness<deliveries, std::uint64_t, caf::error, room_moved, room_lost> second{sys};
  room_actor owner;
  room_actor next_owner;
  relay_actor aut;
};

} // namespace relay_tests

CAF_TEST_FIXTURE_SCOPE(relay_tests, fixture)

CAF_TEST(an event is encoded once for all io threads) {
  tell(first.handle, room_follow{room});
  tell(second.handle, room_follow{room});
  tell(self, event(8));
  CAF_REQUIRE_EQUAL(first.heard<deliveries>().size(), 1u);
  CAF_REQUIRE_EQUAL(second.heard<deliveries>().size(), 1u);
  const auto& out = first.heard<deliveries>()[0].at(0);
  CAF_CHECK(out.room == room);
  CAF_CHECK_EQUAL(out.seq, 8u);
  CAF_CHECK_NOT_EQUAL(out.frame->payload().find(R"({"text":"hello"})"), std::string_view::npos);
  CAF_CHECK(out.frame == second.heard<deliveries>()[0].at(0).frame);
}

CAF_TEST(all that one turn brings reaches an io thread as one message and in order) {
  constexpr model::room_name other{model::room_kind::chat, 43};
  tell(first.handle, room_follow{room});
  tell(first.handle, room_follow{other});
  tell(second.handle, room_follow{other});
  say(self, aut, publication{{event_in(room, 8), event_in(room, 9)}});
  say(self, aut, publication{{event_in(other, 1)}});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.heard<deliveries>().size(), 1u);
  const auto& all = first.heard<deliveries>()[0];
  CAF_REQUIRE_EQUAL(all.size(), 3u);
  CAF_CHECK_EQUAL(all[0].seq, 8u);
  CAF_CHECK_EQUAL(all[1].seq, 9u);
  CAF_CHECK(all[2].room == other);
  CAF_CHECK_EQUAL(second.heard<deliveries>()[0].size(), 1u);
  CAF_MESSAGE("and the next turn makes the next message");
  tell(self, event(10));
  CAF_CHECK_EQUAL(first.heard<deliveries>().size(), 2u);
}

CAF_TEST(an event that a slow reader may miss is marked on its frame) {
  using when_slow = net::frame_policy::when_slow;
  const auto policy = [this](model::event_kind kind, std::int64_t subject) {
    tell(self, publication{{std::make_shared<const model::event>(
                   model::event{room, 0, kind, {}, "{}", subject})}});
    return first.heard<deliveries>().back().at(0).frame->policy();
  };
  tell(first.handle, room_follow{room});
  tell(self, event(8));
  CAF_CHECK(first.heard<deliveries>()[0].at(0).frame->policy().then == when_slow::close);
  CAF_CHECK(policy(model::event_kind::chat_typing, 0).then == when_slow::drop_oldest);
  const auto mark = policy(model::event_kind::chat_read, 1);
  CAF_CHECK(mark.then == when_slow::coalesce);
  CAF_CHECK_EQUAL(mark.coalesce_key, policy(model::event_kind::chat_read, 1).coalesce_key);
  CAF_CHECK(mark.coalesce_key != policy(model::event_kind::chat_read, 2).coalesce_key);
  CAF_CHECK(mark.coalesce_key != policy(model::event_kind::mailbox_state, 1).coalesce_key);
}

CAF_TEST(an owner that is lost is replaced by the next one and everybody learns its newest event) {
  tell(first.handle, room_follow{room});
  tell(second.handle, room_follow{room});
  const auto lost = std::exchange(owner, next_owner);
  say(self, lost, caf::exit_msg{self.address(), caf::exit_reason::kill});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.heard<room_moved>().size(), 1u);
  CAF_CHECK_EQUAL(first.heard<room_moved>()[0].head, 9u);
  CAF_CHECK(cause == room_follow::cause::owner_lost);
  CAF_CHECK_EQUAL(second.heard<room_moved>().size(), 1u);
}

CAF_TEST(all rooms of an address that is lost are followed again) {
  constexpr model::room_name other{model::room_kind::chat, 43};
  constexpr model::room_name left{model::room_kind::chat, 44};
  for (const auto each : {room, other, left})
    tell(first.handle, room_follow{each});
  tell(first.handle, room_unfollow{left});
  const auto lost = std::exchange(owner, next_owner);
  end_as(lost);
  std::vector<model::room_name> moved;
  for (const auto& each : first.heard<room_moved>())
    moved.push_back(each.room);
  std::ranges::sort(moved);
  CAF_CHECK(moved == (std::vector{room, other}));
}

CAF_TEST(an owner that goes is replaced by the next one and is not missed when it ends) {
  tell(first.handle, room_follow{room});
  const auto former = std::exchange(owner, next_owner);
  tell(caf::actor_cast<caf::actor>(former), relay_retry{room, 1});
  CAF_REQUIRE_EQUAL(first.heard<room_moved>().size(), 1u);
  CAF_CHECK_EQUAL(first.heard<room_moved>()[0].head, 9u);
  end_as(former);
  CAF_CHECK_EQUAL(first.heard<room_moved>().size(), 1u);
  CAF_MESSAGE("but the next one is");
  end_as(next_owner);
  CAF_CHECK_EQUAL(followed, 3);
}

CAF_TEST(a room that nobody follows may lose its owner) {
  tell(self, relay_retry{room, 1});
  CAF_CHECK_EQUAL(followed, 0);
}

CAF_TEST(a room without an owner is tried again and in the end given up) {
  tell(first.handle, room_follow{room});
  refusal = {model::ec::unavailable, "not now"};
  const auto lost = std::exchange(owner, next_owner);
  say(self, lost, caf::exit_msg{self.address(), caf::exit_reason::kill});
  consume_messages();
  CAF_CHECK_EQUAL(followed, 2);
  CAF_CHECK(first.heard<room_lost>().empty());
  sched.trigger_timeout();
  consume_messages();
  CAF_CHECK_EQUAL(followed, 3);
  while (sched.trigger_timeout())
    consume_messages();
  CAF_CHECK_EQUAL(first.heard<room_lost>().size(), 1u);
  CAF_CHECK(first.heard<room_moved>().empty());
}

CAF_TEST(a room that is there no longer is given up at once) {
  tell(first.handle, room_follow{room});
  refusal = {model::ec::not_found, "no such room"};
  tell(caf::actor_cast<caf::actor>(owner), relay_retry{room, 1});
  CAF_CHECK_EQUAL(first.heard<room_lost>().size(), 1u);
  while (sched.trigger_timeout())
    consume_messages();
  CAF_CHECK_EQUAL(followed, 2);
  CAF_CHECK_EQUAL(first.heard<room_lost>().size(), 1u);
}

CAF_TEST(a room that is refused for any other reason is tried again) {
  for (const auto code : {model::ec::stale_token, model::ec::storage_full, model::ec::internal}) {
    tell(first.handle, room_follow{room});
    refusal = {code, "not here"};
    tell(caf::actor_cast<caf::actor>(owner), relay_retry{room, 1});
    CAF_CHECK(first.heard<room_lost>().empty());
    refusal = {model::ec::none, {}};
    while (first.heard<room_moved>().empty() && sched.trigger_timeout())
      consume_messages();
    CAF_CHECK(!first.heard<room_moved>().empty());
    first.heard<room_moved>().clear();
    tell(first.handle, room_unfollow{room});
  }
}

CAF_TEST(an owner that is lost when nobody follows is not asked for) {
  tell(first.handle, room_follow{room});
  tell(first.handle, room_unfollow{room});
  const auto lost = std::exchange(owner, next_owner);
  say(self, lost, caf::exit_msg{self.address(), caf::exit_reason::kill});
  consume_messages();
  CAF_CHECK_EQUAL(followed, 1);
}

CAF_TEST(every io thread learns the newest event when it begins to follow) {
  tell(first.handle, room_follow{room});
  tell(second.handle, room_follow{room});
  CAF_CHECK(first.heard<std::uint64_t>() == std::vector<std::uint64_t>{7});
  CAF_CHECK(second.heard<std::uint64_t>() == std::vector<std::uint64_t>{7});
}

CAF_TEST(the owner is followed only while somebody wants its events) {
  tell(self, event(8));
  CAF_CHECK(first.heard<deliveries>().empty());
  tell(first.handle, room_follow{room});
  tell(second.handle, room_follow{room});
  tell(first.handle, room_unfollow{room});
  CAF_CHECK_EQUAL(unfollowed, 0);
  tell(self, event(8));
  CAF_CHECK(first.heard<deliveries>().empty());
  CAF_CHECK_EQUAL(second.heard<deliveries>().size(), 1u);
  tell(second.handle, room_unfollow{room});
  CAF_CHECK_EQUAL(unfollowed, 1);
  tell(second.handle, room_unfollow{room});
  CAF_CHECK_EQUAL(unfollowed, 1);
  tell(self, event(9));
  CAF_CHECK_EQUAL(second.heard<deliveries>().size(), 1u);
}

CAF_TEST(following twice brings each event once) {
  tell(first.handle, room_follow{room});
  tell(first.handle, room_follow{room});
  tell(self, event(8));
  CAF_CHECK_EQUAL(first.heard<deliveries>().size(), 1u);
}

CAF_TEST(a room that cannot be followed is refused to who asks) {
  refusal = {model::ec::not_found, "no such room"};
  CAF_CHECK(ask<std::uint64_t>(aut, room_follow{room}).error() == refusal);
}

CAF_TEST_FIXTURE_SCOPE_END()
