#define CAF_SUITE relay
#include "actors/relay.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace {

constexpr model::room_name room{model::room_kind::chat, 42};

publication event(std::uint64_t seq) {
  return {std::make_shared<const model::event>(
      model::event{room, seq, model::event_kind::message_created, {}, R"({"text":"hello"})"})};
}

/// A room whose newest event is 7, and two io threads.
struct fixture : actor_fixture {
  fixture() {
    directory = spawn_fake<directory_actor>(
        sys,
        [this](const room_follow&) -> caf::result<std::uint64_t> {
          ++followed;
          if (refusal.code != model::ec::none)
            return to_caf(refusal);
          return std::uint64_t{7};
        },
        [this](const room_unfollow&) { ++unfollowed; });
    aut = sys.spawn(relay, directory);
  }

  ~fixture() { end(aut, directory, first.handle, second.handle); }

  template <class Message>
  void tell(const caf::actor& from, Message what) {
    say(from, aut, std::move(what));
    consume_messages();
  }

  int followed = 0;
  int unfollowed = 0;
  model::error refusal{model::ec::none, {}};
  directory_actor directory;
  witness<delivery, std::uint64_t, caf::error> first{sys};
  witness<delivery, std::uint64_t, caf::error> second{sys};
  relay_actor aut;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(relay_tests, fixture)

CAF_TEST(an event is encoded once for all io threads) {
  tell(first.handle, room_follow{room});
  tell(second.handle, room_follow{room});
  tell(self, event(8));
  CAF_REQUIRE_EQUAL(first.heard<delivery>().size(), 1u);
  CAF_REQUIRE_EQUAL(second.heard<delivery>().size(), 1u);
  const auto& out = first.heard<delivery>()[0];
  CAF_CHECK(out.room == room);
  CAF_CHECK_EQUAL(out.seq, 8u);
  CAF_CHECK_NOT_EQUAL(out.frame->payload().find(R"({"text":"hello"})"), std::string_view::npos);
  CAF_CHECK(out.frame == second.heard<delivery>()[0].frame);
}

CAF_TEST(every io thread learns the newest event when it begins to follow) {
  tell(first.handle, room_follow{room});
  tell(second.handle, room_follow{room});
  CAF_CHECK(first.heard<std::uint64_t>() == std::vector<std::uint64_t>{7});
  CAF_CHECK(second.heard<std::uint64_t>() == std::vector<std::uint64_t>{7});
}

CAF_TEST(the owner is followed only while somebody wants its events) {
  tell(self, event(8));
  CAF_CHECK(first.heard<delivery>().empty());
  tell(first.handle, room_follow{room});
  tell(second.handle, room_follow{room});
  tell(first.handle, room_unfollow{room});
  CAF_CHECK_EQUAL(unfollowed, 0);
  tell(self, event(8));
  CAF_CHECK(first.heard<delivery>().empty());
  CAF_CHECK_EQUAL(second.heard<delivery>().size(), 1u);
  tell(second.handle, room_unfollow{room});
  CAF_CHECK_EQUAL(unfollowed, 1);
  tell(second.handle, room_unfollow{room});
  CAF_CHECK_EQUAL(unfollowed, 1);
  tell(self, event(9));
  CAF_CHECK_EQUAL(second.heard<delivery>().size(), 1u);
}

CAF_TEST(following twice brings each event once) {
  tell(first.handle, room_follow{room});
  tell(first.handle, room_follow{room});
  tell(self, event(8));
  CAF_CHECK_EQUAL(first.heard<delivery>().size(), 1u);
}

CAF_TEST(a room that cannot be followed is refused to who asks) {
  refusal = {model::ec::not_found, "no such room"};
  CAF_CHECK(ask<std::uint64_t>(aut, room_follow{room}).error() == refusal);
}

CAF_TEST_FIXTURE_SCOPE_END()
