#define CAF_SUITE change_hub
#include "actors/rooms/change_hub.hpp"

#include "consumers/wire/envelope.hpp"

#include <boost/json/serialize.hpp>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace change_hub_tests {

const model::table_description notes{"notes", "id", {{"id", model::column_kind::integer}}};
const auto room = model::room_of(notes);

net::frame_ptr frame(std::uint64_t seq, const std::string& data) {
  const model::event event{room, seq, model::event_kind::object_changed, {}, data};
  return net::make_frame(net::frame_kind::text,
                         consumers::encode_event(event, consumers::wire_form::multiplexed));
}

const char* const created = R"({"key":7,"before":null,"after":{"id":7}})";

/// The owner of the table, whose log ends at 9, answers when the test lets it.
struct fixture : actor_fixture {
  fixture() {
    directory = spawn_fake<directory_actor>(
        sys, [this](const room_join& request) -> caf::result<room_joined> {
          questions.push_back(request);
          if (refusal.code != model::ec::none)
            return to_caf(refusal);
          return room_joined{9, "log", 9, room_joined::position::known, {}, {}};
        });
    aut = sys.spawn(change_hub, directory, fanout.as<fanout_actor>());
  }

  ~fixture() { end(aut, directory, fanout.handle, one.handle, two.handle); }

  using session_witness = witness<model_changed, changes_lost>;

  /// A session asks to be told.
  question<std::monostate> follow(const session_witness& session) {
    return {sys, aut,
            changes_follow{&notes, caf::actor_cast<caf::strong_actor_ptr>(session.handle)}};
  }
  model::result<void> followed(const session_witness& session) {
    auto asking = follow(session);
    consume_messages();
    const auto answer = asking.answer();
    if (!answer)
      return answer.error();
    return {};
  }
  void leave(const session_witness& session) {
    say(self, aut, changes_leave{room, session.handle.id()});
    consume_messages();
  }

  std::shared_ptr<net::outbox> last_outbox() { return fanout.heard<fanout_join>().back().out; }

  /// What a session was told, as `seq key before after`.
  static std::vector<std::string> heard(session_witness& session) {
    const auto text = [](const auto& state) {
      return state ? boost::json::serialize(*state) : std::string{"-"};
    };
    std::vector<std::string> out;
    for (const auto& each : session.heard<model_changed>())
      out.push_back(std::to_string(each.change->position) + ' ' +
                    boost::json::serialize(each.change->key) + ' ' + text(each.change->before) +
                    ' ' + text(each.change->after));
    return out;
  }

  model::error refusal{model::ec::none, {}};
  std::vector<room_join> questions;
  directory_actor directory;
  witness<fanout_join, fanout_leave> fanout{sys};
  session_witness one{sys};
  session_witness two{sys};
  change_hub_actor aut;
};

using lines = std::vector<std::string>;

} // namespace change_hub_tests

CAF_TEST_FIXTURE_SCOPE(change_hub_tests, fixture)

CAF_TEST(a session is answered once every later change will be told) {
  auto asking = follow(one);
  expect((changes_follow), from(_).to(aut));
  CAF_CHECK(!asking.is_answered());
  CAF_CHECK(fanout.heard<fanout_join>().empty());
  consume_messages();
  CAF_CHECK(asking.answer().has_value());
  CAF_REQUIRE_EQUAL(fanout.heard<fanout_join>().size(), 1u);
  CAF_CHECK(fanout.heard<fanout_join>()[0].room == room);
  CAF_CHECK_EQUAL(fanout.heard<fanout_join>()[0].from, 9u);
  CAF_MESSAGE("it asks as a consumer for what happens from now on");
  CAF_REQUIRE_EQUAL(questions.size(), 1u);
  CAF_CHECK(questions[0].by == asker::consumer);
  CAF_CHECK(questions[0].seq == std::nullopt);
}

CAF_TEST(a table is followed once for all and each change is decoded once) {
  CAF_CHECK(followed(one).has_value());
  CAF_CHECK(followed(two).has_value());
  CAF_CHECK_EQUAL(questions.size(), 1u);
  CAF_REQUIRE_EQUAL(fanout.heard<fanout_join>().size(), 1u);
  last_outbox()->push(frame(10, created));
  last_outbox()->push(frame(11, R"({"key":7,"before":{"id":7},"after":null})"));
  consume_messages();
  CAF_CHECK(heard(one) == (lines{R"(10 7 - {"id":7})", R"(11 7 {"id":7} -)"}));
  CAF_CHECK(heard(two) == heard(one));
  CAF_CHECK(one.heard<model_changed>()[0].change == two.heard<model_changed>()[0].change);
}

CAF_TEST(a follower that comes while the owner is asked waits for the same answer) {
  auto first = follow(one);
  auto second = follow(two);
  consume_messages();
  CAF_CHECK(first.answer().has_value());
  CAF_CHECK(second.answer().has_value());
  CAF_CHECK_EQUAL(questions.size(), 1u);
}

CAF_TEST(a session that has left is told nothing and the last one leaves the table) {
  CAF_CHECK(followed(one).has_value());
  CAF_CHECK(followed(two).has_value());
  leave(one);
  last_outbox()->push(frame(10, created));
  consume_messages();
  CAF_CHECK(heard(one).empty());
  CAF_CHECK_EQUAL(heard(two).size(), 1u);
  CAF_CHECK(fanout.heard<fanout_leave>().empty());
  leave(two);
  CAF_REQUIRE_EQUAL(fanout.heard<fanout_leave>().size(), 1u);
  CAF_CHECK(fanout.heard<fanout_leave>()[0].out == last_outbox());
}

CAF_TEST(a session that has ended is forgotten) {
  CAF_CHECK(followed(one).has_value());
  caf::anon_send_exit(one.handle, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_CHECK_EQUAL(fanout.heard<fanout_leave>().size(), 1u);
}

CAF_TEST(an outbox of a feed that was left brings nothing twice) {
  CAF_CHECK(followed(one).has_value());
  const auto before = last_outbox();
  leave(one);
  CAF_CHECK(followed(one).has_value());
  CAF_CHECK_EQUAL(questions.size(), 2u);
  before->push(frame(10, created));
  last_outbox()->push(frame(10, created));
  consume_messages();
  CAF_CHECK_EQUAL(heard(one).size(), 1u);
  CAF_MESSAGE("nor does its end end the new one");
  before->close(4000, "lost");
  consume_messages();
  CAF_CHECK(one.heard<changes_lost>().empty());
}

CAF_TEST(a follower that leaves before the answer is answered and nothing is followed) {
  auto asking = follow(one);
  expect((changes_follow), from(_).to(aut));
  say(self, aut, changes_leave{room, one.handle.id()});
  expect((changes_leave), from(_).to(aut));
  CAF_CHECK(asking.is_answered());
  consume_messages();
  CAF_CHECK(asking.answer().has_value());
  CAF_CHECK(fanout.heard<fanout_join>().empty());
}

CAF_TEST(a table that its owner refuses is refused and may be asked for again) {
  refusal = {model::ec::not_found, "no such table"};
  CAF_CHECK(code_of(followed(one)) == model::ec::not_found);
  CAF_CHECK(fanout.heard<fanout_join>().empty());
  refusal.code = model::ec::none;
  CAF_CHECK(followed(one).has_value());
  CAF_CHECK_EQUAL(questions.size(), 2u);
}

CAF_TEST(a table that is lost closes the connections that follow it) {
  CAF_CHECK(followed(one).has_value());
  last_outbox()->close(4000, "lost");
  consume_messages();
  CAF_REQUIRE_EQUAL(one.heard<changes_lost>().size(), 1u);
  CAF_CHECK_EQUAL(one.heard<changes_lost>()[0].code, 4000u);
  CAF_CHECK_EQUAL(one.heard<changes_lost>()[0].reason, "lost");
  CAF_CHECK(two.heard<changes_lost>().empty());
  CAF_MESSAGE("and who comes later asks anew");
  CAF_CHECK(followed(two).has_value());
  CAF_CHECK_EQUAL(questions.size(), 2u);
}

CAF_TEST_FIXTURE_SCOPE_END()
