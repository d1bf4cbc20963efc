#define CAF_SUITE groups
#include "actors/rooms/groups.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace groups_tests {

/// Two sessions and somebody who speaks.
struct fixture : actor_fixture {
  ~fixture() { end(aut, one.handle, two.handle, broadcast.handle); }

  void join(const caf::actor& session, const std::string& group, std::uint64_t membership = 1) {
    say(self, aut, group_join{group, membership, caf::actor_cast<caf::strong_actor_ptr>(session)});
    consume_messages();
  }

  void leave(const caf::actor& session, std::uint64_t membership = 1) {
    say(self, aut, group_leave{membership, session.id()});
    consume_messages();
  }

  void send(const std::string& group, const std::string& payload) {
    say(self, aut, group_send{std::make_shared<const group_text>(group_text{group, {payload}})});
    consume_messages();
  }

  /// What a session has heard, as `membership group payload`.
  static std::vector<std::string> heard(witness<group_message>& session) {
    std::vector<std::string> out;
    for (const auto& one : session.heard<group_message>())
      out.push_back(std::to_string(one.membership) + ' ' + one.text->group + ' ' +
                    one.text->payload.text);
    return out;
  }

  [[nodiscard]] std::size_t known_sessions() {
    return deref<caf::stateful_actor<groups_state, groups_actor::base>>(aut).state.sessions.size();
  }

  witness<group_message> one{sys};
  witness<group_message> two{sys};
  witness<group_send> broadcast{sys};
  groups_actor aut = sys.spawn(groups, groups_settings{}, broadcast.as<node_broadcast_actor>());
};

using lines = std::vector<std::string>;

} // namespace groups_tests

CAF_TEST_FIXTURE_SCOPE(groups_tests, fixture)

CAF_TEST(a group message goes to all members and to nobody else) {
  join(one.handle, "a");
  join(two.handle, "a");
  join(two.handle, "b", 2);
  send("a", "1");
  send("b", "2");
  send("nobody is here", "3");
  CAF_CHECK(heard(one) == lines{"1 a 1"});
  CAF_CHECK(heard(two) == (lines{"1 a 1", "2 b 2"}));
}

CAF_TEST(members share one text) {
  join(one.handle, "a");
  join(two.handle, "a");
  send("a", "1");
  CAF_CHECK(one.heard<group_message>().at(0).text == two.heard<group_message>().at(0).text);
}

CAF_TEST(each membership is told once) {
  join(one.handle, "a", 1);
  join(one.handle, "a", 2);
  join(one.handle, "a", 2);
  send("a", "x");
  CAF_CHECK(heard(one) == (lines{"1 a x", "2 a x"}));
  leave(one.handle, 1);
  send("a", "y");
  CAF_CHECK(heard(one) == (lines{"1 a x", "2 a x", "2 a y"}));
}

CAF_TEST(the messages of one sender arrive in their order) {
  join(one.handle, "a");
  for (const auto* payload : {"1", "2", "3"})
    say(self, aut, group_send{std::make_shared<const group_text>(group_text{"a", {payload}})});
  consume_messages();
  CAF_CHECK(heard(one) == (lines{"1 a 1", "1 a 2", "1 a 3"}));
}

CAF_TEST(a member that has left is told nothing and may leave twice) {
  leave(one.handle);
  join(one.handle, "a");
  leave(one.handle);
  leave(one.handle);
  send("a", "1");
  CAF_CHECK(heard(one).empty());
  join(one.handle, "a", 2);
  send("a", "2");
  CAF_CHECK(heard(one) == lines{"2 a 2"});
}

CAF_TEST(a group message from here is told to other nodes and one from them is not ) {
  join(one.handle, "a");
  send("a", "1");
  send("nobody is here", "2");
  CAF_REQUIRE_EQUAL(broadcast.heard<group_send>().size(), 2u);
  CAF_CHECK_EQUAL(broadcast.heard<group_send>()[1].text->group, "nobody is here");
  say(self, aut, remote_group_send{std::make_shared<const group_text>(group_text{"a", {"3"}})});
  consume_messages();
  CAF_CHECK_EQUAL(broadcast.heard<group_send>().size(), 2u);
  CAF_CHECK(heard(one) == (lines{"1 a 1", "1 a 3"}));
}

CAF_TEST(a session that ends is forgotten with all that it belonged to) {
  join(one.handle, "a", 1);
  join(one.handle, "b", 2);
  join(two.handle, "a");
  CAF_CHECK_EQUAL(known_sessions(), 2u);
  caf::anon_send_exit(one.handle, caf::exit_reason::kill);
  consume_messages();
  CAF_CHECK_EQUAL(known_sessions(), 1u);
  send("a", "1");
  send("b", "2");
  CAF_CHECK(heard(two) == lines{"1 a 1"});
}

CAF_TEST(a session that had ended when its joining arrived is forgotten at once) {
  caf::anon_send_exit(one.handle, caf::exit_reason::kill);
  consume_messages();
  join(one.handle, "a");
  CAF_CHECK_EQUAL(known_sessions(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
