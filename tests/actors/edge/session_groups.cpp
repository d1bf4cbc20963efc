#define CAF_SUITE session_groups
#include "actors/edge/session_groups.hpp"

#include "actors/edge/session.hpp"
#include "actors/rooms/groups.hpp"
#include "consumers/generic/room_consumer.hpp"
#include "consumers/routing/mount.hpp"
#include "tests/support/fake_credit.hpp"
#include "tests/support/fake_outbox.hpp"

#include <stdexcept>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace session_groups_tests {

/// A session's memberships, and the node's groups that hear of them.
struct fixture : actor_fixture {
  ~fixture() {
    aut.reset();
    consume_messages();
    end(all.handle, me);
  }

  consumers::membership join(const std::string& group) {
    return aut->join(group, [this](std::string_view where, const model::json_text& payload) {
      heard.push_back(std::string{where} + ' ' + payload.text);
    });
  }

  void deliver(std::uint64_t membership, const std::string& payload) {
    aut->deliver({membership, std::make_shared<const group_text>(group_text{"a", {payload}})});
  }

  witness<group_join, group_leave, group_send> all{sys};
  caf::actor me = spawn_fake<caf::actor>(sys, [](int) {});
  std::vector<std::string> heard;
  std::unique_ptr<session_groups> aut = std::make_unique<session_groups>(
      all.as<groups_actor>(), caf::actor_cast<caf::strong_actor_ptr>(me).get());
};

using lines = std::vector<std::string>;

/// The node's groups, and what else a session needs.
struct crowd : actor_fixture {
  ~crowd() { end(hub, fanout.handle, directory); }

  groups_actor hub = sys.spawn(groups, groups_settings{}, node_broadcast_actor{});
  witness<fanout_join, fanout_leave, fanout_forget> fanout{sys};
  directory_actor directory = spawn_fake<directory_actor>(sys, [](const room_notice&) {});
};

/// A page of a mounted class, on a connection of its own.
struct page {
  page(crowd& where, const consumers::consumer_factory& make)
      : at{where}
      , aut{where.sys.spawn(session, where.directory, where.fanout.as<fanout_actor>(), where.hub,
                            change_hub_actor{},
                            consumers::scope{{{1}, {}, "alice", "Alice"}, {}, {}, {}, {}}, make,
                            session_limits{.messages = {1, 1'000}, .rooms = 100})} {
    tell(connection_opened{out, std::make_shared<fake_credit>()});
  }

  template <class Message>
  void tell(Message message) {
    at.say(at.self, aut, std::move(message));
    at.consume_messages();
  }

  /// What it was told in answer to this, or since.
  std::vector<std::string> ask(const std::string& text) {
    out->frames.clear();
    tell(connection_frame{net::frame_kind::text, text});
    return out->frames;
  }

  crowd& at;
  std::shared_ptr<fake_outbox> out = std::make_shared<fake_outbox>();
  session_actor aut;
};

} // namespace session_groups_tests

CAF_TEST_FIXTURE_SCOPE(session_groups_tests, fixture)

CAF_TEST(a membership is told to the groups of the node and so is its end) {
  auto joined = join("a");
  consume_messages();
  CAF_REQUIRE_EQUAL(all.heard<group_join>().size(), 1u);
  CAF_CHECK_EQUAL(all.heard<group_join>()[0].group, "a");
  CAF_CHECK((all.heard<group_join>()[0].session) == (caf::actor_cast<caf::strong_actor_ptr>(me)));
  auto copy = joined;
  joined.reset();
  consume_messages();
  CAF_CHECK(all.heard<group_leave>().empty());
  copy.reset();
  consume_messages();
  CAF_REQUIRE_EQUAL(all.heard<group_leave>().size(), 1u);
  CAF_CHECK_EQUAL(all.heard<group_leave>()[0].membership, all.heard<group_join>()[0].membership);
  CAF_CHECK_EQUAL(all.heard<group_leave>()[0].session, me.id());
}

CAF_TEST(each membership hears what is its own and nothing after its end) {
  auto first = join("a");
  const auto second = join("a");
  deliver(1, "x");
  deliver(2, "y");
  CAF_CHECK(heard == (lines{"a x", "a y"}));
  first.reset();
  deliver(1, "late");
  const auto again = join("a");
  deliver(1, "later");
  deliver(3, "z");
  CAF_CHECK(heard == (lines{"a x", "a y", "a z"}));
}

CAF_TEST(a session may send to a group that it has not joined) {
  aut->send("b", {"1"});
  consume_messages();
  CAF_REQUIRE_EQUAL(all.heard<group_send>().size(), 1u);
  CAF_CHECK_EQUAL(all.heard<group_send>()[0].text->group, "b");
  CAF_CHECK_EQUAL(all.heard<group_send>()[0].text->payload.text, "1");
}

CAF_TEST(a member may leave while it is told) {
  consumers::membership joined;
  joined = aut->join("a", [&](std::string_view, const model::json_text& payload) {
    heard.push_back(payload.text);
    joined.reset();
  });
  deliver(1, "x");
  deliver(1, "y");
  CAF_CHECK(heard == lines{"x"});
}

CAF_TEST(an exception of a member harms nobody) {
  const auto joined = aut->join(
      "a", [](std::string_view, const model::json_text&) { throw std::runtime_error{"no"}; });
  const auto other = join("a");
  deliver(1, "x");
  deliver(2, "x");
  CAF_CHECK(heard == lines{"a x"});
}

CAF_TEST(a membership that outlives its session ends in silence) {
  auto joined = join("a");
  consume_messages();
  aut.reset();
  joined.reset();
  consume_messages();
  CAF_CHECK(all.heard<group_leave>().empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST_FIXTURE_SCOPE(session_groups_together, session_groups_tests::crowd)

using session_groups_tests::page;

CAF_TEST(rooms of consumers hold across connections until each has left or closed) {
  const auto mounted =
      consumers::mount<consumers::room_consumer>("/rooms").prepare({}).value().make;
  page one{*this, mounted};
  page two{*this, mounted};
  one.ask(R"({"action":"join","room":"a"})");
  two.ask(R"({"action":"join","room":"a"})");
  two.out->frames.clear();
  const std::string news = R"({"event":"message","room":"a","data":1})";
  const auto heard = one.ask(R"({"action":"send","room":"a","data":1})");
  CAF_REQUIRE_EQUAL(heard.size(), 2u);
  CAF_CHECK(heard[1] == news);
  CAF_CHECK(two.out->frames == std::vector<std::string>{news});

  CAF_MESSAGE("who has left is told nothing");
  two.ask(R"({"action":"leave","room":"a"})");
  two.out->frames.clear();
  one.ask(R"({"action":"send","room":"a","data":2})");
  CAF_CHECK(two.out->frames.empty());

  CAF_MESSAGE("and neither is who has closed");
  two.ask(R"({"action":"join","room":"a"})");
  two.tell(connection_closed{1001});
  two.out->frames.clear();
  one.ask(R"({"action":"send","room":"a","data":3})");
  CAF_CHECK(two.out->frames.empty());
  CAF_CHECK(has_ended(two.aut));
  end(one.aut, two.aut);
}

CAF_TEST_FIXTURE_SCOPE_END()
