#define CAF_SUITE remote_relay
#include "cluster/rooms/remote_relay.hpp"

#include "tests/cluster/caf_cluster_test.hpp"

#include "tests/support/caf_fake_actor.hpp"

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;
using vestnik::test::must;
using vestnik::test::spawn_fake;
using vestnik::test::witness;

namespace remote_relay_tests {

constexpr model::room_name chat{model::room_kind::chat, 42};
constexpr model::room_name other{model::room_kind::chat, 43};
constexpr model::node_id far{2};

actors::publication news(model::room_name room, std::uint64_t seq, std::size_t size = 2) {
  return {{std::make_shared<const model::event>(
      model::event{room, seq, model::event_kind::message_created, {}, std::string(size, 'x'), 0})}};
}

/// Rooms of this node whose newest event is 7.
struct fixture : cluster_fixture {
  fixture() {
    owner = spawn_fake<actors::room_actor>(
        sys, [](const actors::room_follow&) { return std::uint64_t{7}; });
    own_rooms = caf::actor_cast<actors::own_rooms_actor>(sys.spawn(
        [](caf::event_based_actor* me, fixture* in) -> caf::behavior {
          return {[me, in](const actors::room_follow& request) {
                    return me->delegate(in->owner, request);
                  },
                  [in](const actors::room_unfollow& request) {
                    in->unfollowed.push_back(request.room);
                  }};
        },
        this));
    aut = sys.spawn(remote_relay, far, links.as<links_actor>(), own_rooms);
  }
  ~fixture() { end(aut, owner, own_rooms, links.handle); }

  void follow(model::room_name room) {
    CAF_CHECK_EQUAL(must(ask<std::uint64_t>(aut, actors::room_follow{room})), 7u);
  }

  /// What the frames to the other node carry, by their seqs.
  std::vector<std::vector<std::uint64_t>> frames() {
    std::vector<std::vector<std::uint64_t>> out;
    for (const auto& each : links.heard<to_node>())
      if (const auto* said = std::get_if<actors::publication>(&each.envelope.body)) {
        out.emplace_back();
        for (const auto& event : said->events)
          out.back().push_back(event->seq);
      }
    return out;
  }

  std::vector<model::room_name> told_lost() {
    std::vector<model::room_name> out;
    for (const auto& each : links.heard<to_node>())
      if (const auto* said = std::get_if<owner_lost>(&each.envelope.body))
        out.push_back(said->room);
    return out;
  }

  using frames_of = std::vector<std::vector<std::uint64_t>>;
  witness<to_node> links{sys};
  actors::room_actor owner;
  actors::own_rooms_actor own_rooms;
  std::vector<model::room_name> unfollowed;
  actors::relay_actor aut;
};

} // namespace remote_relay_tests

CAF_TEST_FIXTURE_SCOPE(remote_relay_tests, fixture)

CAF_TEST(the events of one turn are one frame whatever rooms they are of) {
  follow(chat);
  follow(other);
  say(self, aut, news(chat, 8));
  say(self, aut, news(other, 3));
  say(self, aut, news(chat, 9));
  consume_messages();
  CAF_CHECK(frames() == (frames_of{{8, 3, 9}}));
  CAF_CHECK(links.heard<to_node>().at(0).to == far);
  CAF_MESSAGE("and the next turn makes the next frame");
  say(self, aut, news(chat, 10));
  consume_messages();
  CAF_CHECK_EQUAL(frames().size(), 2u);
}

CAF_TEST(events that would make a frame too long go into several in the same order) {
  follow(chat);
  for (std::uint64_t seq = 8; seq < 13; ++seq)
    say(self, aut, news(chat, seq, 600'000));
  consume_messages();
  CAF_CHECK(frames() == (frames_of{{8, 9}, {10, 11}, {12}}));
}

CAF_TEST(an event that fills a frame takes no other with it) {
  follow(chat);
  say(self, aut, news(chat, 8));
  say(self, aut, news(chat, 9, 2'000'000));
  say(self, aut, news(chat, 10));
  consume_messages();
  CAF_CHECK(frames() == (frames_of{{8}, {9}, {10}}));
}

CAF_TEST(events go to the other node for the rooms that it follows alone) {
  say(self, aut, news(chat, 8));
  follow(chat);
  say(self, aut, news(other, 1));
  say(self, aut, actors::room_unfollow{chat});
  say(self, aut, actors::room_unfollow{other});
  say(self, aut, news(chat, 9));
  consume_messages();
  CAF_CHECK(frames().empty());
  CAF_CHECK(unfollowed == std::vector{chat});
}

CAF_TEST(the other node is told once of an owner that hands its room over and then ends) {
  follow(chat);
  say(owner, aut, actors::relay_retry{chat, 1});
  consume_messages();
  CAF_CHECK(told_lost() == std::vector{chat});
  CAF_CHECK(unfollowed.empty());
  end(owner);
  CAF_CHECK_EQUAL(told_lost().size(), 1u);
}

CAF_TEST(the other node is told of an owner that is lost) {
  follow(chat);
  end(owner);
  CAF_CHECK(told_lost() == std::vector{chat});
}

CAF_TEST(a room that is not there is not kept) {
  end(owner);
  owner = spawn_fake<actors::room_actor>(
      sys, [](const actors::room_follow&) -> caf::result<std::uint64_t> {
        return actors::to_caf({model::ec::not_found, "no such room"});
      });
  CAF_CHECK(vestnik::test::code_of(ask<std::uint64_t>(aut, actors::room_follow{chat})) ==
            model::ec::not_found);
  say(self, aut, actors::room_unfollow{chat});
  consume_messages();
  CAF_CHECK(unfollowed.empty());
}

CAF_TEST(a remote_relay lets go of all rooms when the link was lost) {
  follow(chat);
  follow(other);
  caf::anon_send_exit(aut, caf::exit_reason::remote_link_unreachable);
  consume_messages();
  std::ranges::sort(unfollowed);
  CAF_CHECK(unfollowed == (std::vector{chat, other}));
  CAF_CHECK(has_ended(aut));
}

CAF_TEST_FIXTURE_SCOPE_END()
