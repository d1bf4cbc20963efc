#define CAF_SUITE linked_nodes
#include "tests/cluster/linked_nodes.hpp"

#include "tests/support/fake_outbox.hpp"

#include <fmt/format.h>

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;
using vestnik::test::code_of;
using vestnik::test::fake_outbox;
using vestnik::test::json_of;
using vestnik::test::must;
using vestnik::test::question;

// What one node says to rooms of another, over everything that lies between them.

namespace linked_nodes_tests {

using seqs = std::vector<std::uint64_t>;

struct fixture : linked_nodes {
  ~fixture() { end(phone.handle, laptop.handle); }

  /// A connection of that node which gets a room's events after `from`.
  std::shared_ptr<fake_outbox> follow(const linked_node& at, model::room_name room,
                                      std::uint64_t from = 1) {
    auto out = std::make_shared<fake_outbox>();
    say(self, at.fanout, actors::fanout_join{room, from, out});
    consume_messages();
    return out;
  }

  static seqs seen(const fake_outbox& out) {
    seqs made;
    for (const auto& frame : out.frames)
      made.push_back(boost::json::parse(frame).at("payload").at("seq").to_number<std::uint64_t>());
    return made;
  }

  /// From 2 on; 1 is the beginning of every dialog.
  seqs stored(model::room_name room) {
    seqs made;
    for (const auto& event : db.log_of(room))
      if (event.seq > 1)
        made.push_back(event.seq);
    return made;
  }

  model::result<model::json_text> send(const linked_node& at, const a_dialog& in,
                                       const std::string& op) {
    return ask<model::json_text>(at.directory, message(in, op));
  }

  /// As clients do who are told to come again.
  void send_until_stored(const linked_node& at, const a_dialog& in, const std::string& op) {
    for (int i = 0; i < 50; ++i) {
      if (send(at, in, op))
        return;
      pass(std::chrono::milliseconds{100});
    }
    CAF_FAIL(op << " cannot be sent");
  }

  /// Owners that note when they are woken.
  void make_sleepers() {
    make = [this](linked_node& at, model::room_name) {
      return vestnik::test::spawn_fake<actors::room_actor>(
          sys, [this, name = at.about.name](vestnik::atom::wake) { woken.push_back(name); },
          [](vestnik::atom::hand_over) { return std::monostate{}; });
    };
  }

  /// Stored, and not woken by anybody.
  model::room_name mailbox_at(const linked_node& node) {
    const auto owner = person_at(one);
    model::account_id account{++last_id};
    while (!is_placed_at(node, model::room_of(account)))
      account = {++last_id};
    db.commit(storage::create_mail_account{account,
                                           owner,
                                           "op",
                                           "a@example.org",
                                           {"imap.example.org", 993, {}, "a"},
                                           "",
                                           vestnik::test::at(0)});
    return model::room_of(account);
  }

  std::vector<std::string> woken;
  witness<actors::group_message> phone{sys};
  witness<actors::group_message> laptop{sys};
};

template <class Answer, class Question>
auto no_answer_to(caf::event_based_actor* from) {
  return [from](const Question&) -> caf::result<Answer> {
    return from->make_response_promise<Answer>();
  };
}

/// Answers nothing, as long as it lives.
actors::room_actor silent_owner(caf::actor_system& sys, model::room_name room) {
  return caf::actor_cast<actors::room_actor>(sys.spawn(
      [](caf::event_based_actor* me, model::room_name) -> caf::behavior {
        return {no_answer_to<model::json_text, model::command>(me),
                no_answer_to<actors::room_joined, actors::room_join>(me),
                no_answer_to<actors::room_page, actors::room_read>(me),
                no_answer_to<std::uint64_t, actors::room_follow>(me),
                [](const actors::room_unfollow&) {}};
      },
      room));
}

} // namespace linked_nodes_tests

CAF_TEST_FIXTURE_SCOPE(linked_nodes_tests, fixture)

CAF_TEST(a command to a room of another node is answered by its owner there) {
  const auto dialog = dialog_at(one);
  CAF_CHECK_EQUAL(json_of(send(two, dialog, "1")).at("seq").to_number<int>(), 2);
  const auto joined = must(
      ask<actors::room_joined>(two.directory, actors::room_join{dialog.boris, dialog.room, 0, {}}));
  CAF_CHECK_EQUAL(joined.seq, 2u);
  const auto page =
      must(ask<actors::room_page>(two.directory, actors::room_read{dialog.room, 0, 2, 10}));
  CAF_REQUIRE_EQUAL(page.events.size(), 2u);
  CAF_CHECK(*page.events[1] == db.log_of(dialog.room).at(1));
  CAF_CHECK(one.owners.contains(dialog.room));
  CAF_CHECK(two.owners.empty());
  CAF_MESSAGE("also when it refuses");
  const auto stranger = person_at(one);
  const auto refused =
      ask<actors::room_joined>(two.directory, actors::room_join{stranger, dialog.room, 0, {}});
  CAF_CHECK(code_of(refused) == model::ec::not_found);
  const auto at_home =
      ask<actors::room_joined>(one.directory, actors::room_join{stranger, dialog.room, 0, {}});
  CAF_CHECK(refused.error() == at_home.error());
}

CAF_TEST(events of a room reach those who follow it on another node) {
  const auto dialog = dialog_at(one);
  const auto far = follow(two, dialog.room);
  const auto near = follow(one, dialog.room);
  for (const auto* op : {"1", "2"})
    (void)must(send(one, dialog, op));
  (void)must(send(two, dialog, "3"));
  CAF_CHECK(seen(*far) == (seqs{2, 3, 4}));
  CAF_CHECK(far->frames == near->frames);
  CAF_MESSAGE("who comes late is given the log first");
  CAF_CHECK(seen(*follow(two, dialog.room, 2)) == (seqs{3, 4}));
}

CAF_TEST(a room that nobody follows any longer on another node may rest) {
  const auto dialog = dialog_at(one);
  const auto far = follow(two, dialog.room);
  const auto rest = [&] {
    question<actors::activity> resting{sys, one.owners.at(dialog.room), vestnik::atom::rest::value};
    consume_messages();
    return must(resting.answer());
  };
  CAF_CHECK(rest() == actors::activity::busy);
  say(self, two.fanout, actors::fanout_forget{far});
  consume_messages();
  CAF_CHECK(rest() == actors::activity::resting);
}

CAF_TEST(a command that waits has an unknown outcome when the link breaks) {
  make = [this](linked_node&, model::room_name room) { return silent_owner(sys, room); };
  const auto [room, alice, boris] = dialog_at(one);
  question<model::json_text> command{sys, two.directory, model::command{alice, room, "op", {}}};
  question<actors::room_joined> join{sys, two.directory, actors::room_join{alice, room, 0, {}}};
  question<actors::room_page> read{sys, two.directory, actors::room_read{room, 0, 1, 1}};
  question<std::uint64_t> following{sys, two.directory, actors::room_follow{room}};
  consume_messages();
  CAF_REQUIRE_EQUAL(one.owners.size(), 1u);
  CAF_CHECK(!command.is_answered());
  cables.cut();
  consume_messages();
  CAF_CHECK(code_of(command.answer()) == model::ec::outcome_unknown);
  CAF_CHECK(code_of(join.answer()) == model::ec::outcome_unknown);
  CAF_CHECK(code_of(read.answer()) == model::ec::outcome_unknown);
  CAF_CHECK(code_of(following.answer()) == model::ec::outcome_unknown);
}

CAF_TEST(a command is waited for as long as it says wherever its room is) {
  make = [this](linked_node&, model::room_name room) { return silent_owner(sys, room); };
  const auto [room, alice, boris] = dialog_at(one);
  const auto in = [this](std::chrono::seconds time) {
    return model::deadline::after(time, sys.clock().now());
  };
  question<model::json_text> patient{
      sys, two.directory, model::command{alice, room, "op", {}, in(std::chrono::seconds{150})}};
  question<model::json_text> hasty{
      sys, two.directory, model::command{alice, room, "op", {}, in(std::chrono::seconds{10})}};
  consume_messages();
  pass(std::chrono::seconds{10});
  CAF_CHECK(code_of(hasty.answer()) == model::ec::outcome_unknown);
  pass(std::chrono::seconds{139});
  CAF_CHECK(!patient.is_answered());
  pass(std::chrono::seconds{1});
  CAF_CHECK(code_of(patient.answer()) == model::ec::outcome_unknown);
}

CAF_TEST(a command that cannot be carried is refused and may be repeated) {
  const auto dialog = dialog_at(one);
  cables.refuse();
  cables.cut();
  consume_messages();
  CAF_CHECK(code_of(send(two, dialog, "1")) == model::ec::unavailable);
  cables.admit();
  send_until_stored(two, dialog, "1");
  CAF_CHECK(stored(dialog.room) == seqs{2});
}

CAF_TEST(the rooms behind a broken link are followed again and nothing is missed or heard twice) {
  const auto dialog = dialog_at(one);
  const auto far = follow(two, dialog.room);
  (void)must(send(one, dialog, "1"));
  cables.cut();
  consume_messages();
  (void)must(send(one, dialog, "2"));
  wait();
  (void)must(send(one, dialog, "3"));
  CAF_CHECK(seen(*far) == (seqs{2, 3, 4}));
  CAF_MESSAGE("also when it cannot be made again at once");
  cables.refuse();
  cables.cut();
  (void)must(send(one, dialog, "4"));
  wait();
  cables.admit();
  wait();
  (void)must(send(one, dialog, "5"));
  CAF_CHECK(seen(*far) == (seqs{2, 3, 4, 5, 6}));
  CAF_CHECK_EQUAL(far->closed_with, 0u);
}

CAF_TEST(a node that does not keep up begins anew and misses nothing) {
  const auto dialog = dialog_at(one);
  const auto far = follow(two, dialog.room);
  cables.fill();
  (void)must(send(one, dialog, "1"));
  (void)must(send(one, dialog, "2"));
  cables.drain();
  wait();
  (void)must(send(one, dialog, "3"));
  CAF_CHECK(seen(*far) == (seqs{2, 3, 4}));
}

CAF_TEST(the followers of a room that moves go on with the next owner and nothing is lost) {
  const auto dialog = dialog_at(one);
  const auto near = follow(one, dialog.room);
  const auto far = follow(two, dialog.room);
  std::vector<std::unique_ptr<question<model::json_text>>> questions;
  int next = 0;
  for (const bool together : {false, true, false, true}) {
    for (auto* at : {&one, &two})
      questions.push_back(std::make_unique<question<model::json_text>>(
          sys, at->directory, message(dialog, fmt::format("op-{}", next++))));
    show(together ? std::vector{&one, &two} : std::vector{&two});
    wait();
    for (auto* at : {&one, &two})
      send_until_stored(*at, dialog, fmt::format("op-{}", next++));
  }
  for (const auto& each : questions)
    CAF_CHECK(each->is_answered());
  CAF_MESSAGE("what had to be repeated is there once");
  for (int i = 0; i < next; ++i)
    send_until_stored(two, dialog, fmt::format("op-{}", i));
  const auto all = stored(dialog.room);
  CAF_CHECK_EQUAL(all.size(), static_cast<std::size_t>(next));
  CAF_CHECK(seen(*near) == all);
  CAF_CHECK(seen(*far) == all);
  CAF_CHECK_EQUAL(near->closed_with + far->closed_with, 0);
}

CAF_TEST(a node that leaves has handed all its rooms over when it is told so) {
  const auto dialog = dialog_at(one);
  const auto far = follow(two, dialog.room);
  question<std::monostate> leaver{sys, one.directory, cluster::atom::retire::value};
  consume_messages();
  CAF_CHECK_EQUAL(one.membership.heard<cluster::atom::retire>().size(), 1u);
  CAF_CHECK(!leaver.is_answered());
  question<model::json_text> last{sys, one.directory, message(dialog, "1")};
  show({&two}, &one);
  CAF_CHECK(leaver.answer().has_value());
  wait();
  send_until_stored(one, dialog, "1");
  (void)must(send(two, dialog, "2"));
  CAF_CHECK(seen(*far) == (seqs{2, 3}));
}

CAF_TEST(a session that ends on one node is told once to the other) {
  say(self, one.broadcast, actors::session_end{model::user_id{7}, model::session_id{70}});
  consume_messages();
  CAF_CHECK(one.accounts.heard<actors::session_end>().empty());
  CAF_REQUIRE_EQUAL(two.accounts.heard<actors::session_end>().size(), 1u);
  CAF_CHECK(two.accounts.heard<actors::session_end>()[0].user == model::user_id{7});
  CAF_CHECK(two.accounts.heard<actors::session_end>()[0].session == model::session_id{70});
}

CAF_TEST(a group message reaches its members on both nodes once and in order) {
  const auto join = [this](const linked_node& at, const caf::actor& session) {
    say(self, at.groups,
        actors::group_join{"a", 1, caf::actor_cast<caf::strong_actor_ptr>(session)});
  };
  join(one, phone.handle);
  join(two, laptop.handle);
  for (const auto* words : {"1", "2", "3"})
    say(self, one.groups,
        actors::group_send{
            std::make_shared<const actors::group_text>(actors::group_text{"a", {words}})});
  consume_messages();
  for (auto* member : {&phone, &laptop}) {
    std::string heard;
    for (const auto& each : member->heard<actors::group_message>())
      heard += each.text->payload.text;
    CAF_CHECK_EQUAL(heard, "123");
  }
}

CAF_TEST(a mailbox is loaded by the node that it belongs to as soon as that is known) {
  make_sleepers();
  (void)mailbox_at(one);
  show({&two});
  CAF_CHECK(woken == std::vector<std::string>{"n2"});
  show({&one, &two});
  CAF_CHECK(woken == (std::vector<std::string>{"n2", "n1"}));
}

CAF_TEST(a mailbox that is woken while there is no link is loaded when there is one) {
  make_sleepers();
  cables.refuse();
  cables.cut();
  consume_messages();
  say(self, two.directory, vestnik::atom::wake::value, mailbox_at(one));
  wait();
  CAF_CHECK(woken.empty());
  cables.admit();
  for (int i = 0; i < 4; ++i)
    wait();
  CAF_CHECK(woken == std::vector<std::string>{"n1"});
}

CAF_TEST_FIXTURE_SCOPE_END()
