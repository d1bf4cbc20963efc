#define CAF_SUITE room_owner
#include "actors/rooms/room_owner.hpp"

#include "actors/messenger/chat.hpp"
#include "model/values/clock.hpp"

#include <fmt/format.h>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using failure = storage::test::failing_database::failure;

// What all owners have in common, shown with a chat.

namespace room_owner_tests {

constexpr model::chat_id id{42};
constexpr model::room_name room{model::room_kind::chat, 42};
constexpr model::user_id alice{1};
constexpr model::user_id boris{2};

using seqs = std::vector<std::uint64_t>;

/// A dialog of alice and boris whose log begins with `chat.created`.
struct fixture : actor_fixture {
  fixture() {
    db.person(1, "alice");
    db.person(2, "boris");
    db.commit(storage::open_dialog{id, alice, boris, at(1)});
    aut = sys.spawn(chat, id, db.handles, directory_actor{}, ids, room_settings{"n1", {2, 1000}},
                    chat_limits{});
    consume_messages();
    say(relay.handle, aut, room_follow{room});
    consume_messages();
  }

  ~fixture() { end(aut, relay.handle); }

  static model::command message(const std::string& op) {
    return {alice, room, op, model::send_message{"text of " + op, 0, 0}};
  }

  question<model::json_text> send(const std::string& op) { return {sys, aut, message(op)}; }

  /// All that the room's followers have been told, in order.
  seqs published() {
    seqs out;
    for (const auto& news : relay.heard<publication>())
      for (const auto& event : news.events)
        out.push_back(event->seq);
    return out;
  }

  seqs stored() {
    seqs out;
    for (const auto& event : db.log_of(room))
      out.push_back(event.seq);
    return out;
  }

  static std::uint64_t seq_in(const model::result<model::json_text>& answer) {
    return json_of(answer).at("seq").to_number<std::uint64_t>();
  }

  actor_store db{sys};
  std::shared_ptr<model::id_generator> ids = std::make_shared<model::id_generator>(0);
  witness<publication, std::uint64_t, relay_retry> relay{sys};
  room_actor aut;
};

} // namespace room_owner_tests

CAF_TEST_FIXTURE_SCOPE(room_owner_tests, fixture)

CAF_TEST(the writes of one turn are written and told together) {
  auto first = send("1");
  auto second = send("2");
  consume_messages();
  CAF_CHECK_EQUAL(seq_in(first.answer()), 2u);
  CAF_CHECK_EQUAL(seq_in(second.answer()), 3u);
  CAF_CHECK_EQUAL(relay.heard<publication>().size(), 1u);
  CAF_CHECK(published() == (seqs{2, 3}));
}

CAF_TEST(copies of one write that race give both the first result and are told once) {
  auto first = send("same");
  auto copy = send("same");
  consume_messages();
  CAF_CHECK(json_of(first.answer()) == json_of(copy.answer()));
  CAF_CHECK(published() == (seqs{2}));
}

CAF_TEST(a write that was lost with its commit is made again and nobody notices) {
  *db.commits = {failure{model::ec::outcome_unknown, failure::end::undone}};
  auto first = send("1");
  consume_messages();
  CAF_CHECK_EQUAL(seq_in(first.answer()), 2u);
  CAF_CHECK(published() == (seqs{2}));
  CAF_CHECK(stored() == (seqs{1, 2}));
}

CAF_TEST(a write whose answer alone was lost is found in the log and told once) {
  *db.commits = {failure{model::ec::outcome_unknown, failure::end::kept}};
  auto first = send("1");
  auto second = send("2");
  consume_messages();
  CAF_CHECK_EQUAL(seq_in(first.answer()), 2u);
  CAF_CHECK_EQUAL(seq_in(second.answer()), 3u);
  CAF_CHECK(published() == (seqs{2, 3}));
  CAF_CHECK(stored() == (seqs{1, 2, 3}));
}

CAF_TEST(a write is answered before its followers are told) {
  std::vector<std::string> heard;
  const auto both = spawn_fake<caf::actor>(
      sys, [](std::uint64_t) {}, [&heard](const publication&) { heard.push_back("told"); },
      [&heard](const model::json_text&) { heard.push_back("answered"); });
  say(both, aut, room_follow{room});
  consume_messages();
  for (const auto& commits :
       {std::deque<failure>{},
        std::deque<failure>{{model::ec::outcome_unknown, failure::end::kept}},
        std::deque<failure>{{model::ec::outcome_unknown, failure::end::undone}}}) {
    heard.clear();
    *db.commits = commits;
    say(both, aut, message(fmt::format("op-{}", db.log_of(room).size())));
    consume_messages();
    CAF_CHECK(heard == (std::vector<std::string>{"answered", "told"}));
  }
  caf::anon_send_exit(both, caf::exit_reason::user_shutdown);
  consume_messages();
}

CAF_TEST(a later write does not overtake one whose outcome is unknown) {
  *db.commits = {failure{model::ec::outcome_unknown, failure::end::undone}};
  auto first = send("1");
  const auto& writer = db.handles.writer;
  expect((model::command), from(_).to(aut));
  expect((atom::flush), from(aut).to(aut));
  expect((storage::append), from(aut).to(writer));
  db.run_commit(sched);
  expect((caf::error), from(writer).to(aut));
  CAF_MESSAGE("it comes while the outcome is being settled");
  auto second = send("2");
  expect((model::command), from(_).to(aut));
  expect((atom::flush), from(aut).to(aut));
  disallow((storage::append), from(aut).to(writer));
  consume_messages();
  CAF_CHECK_EQUAL(seq_in(first.answer()), 2u);
  CAF_CHECK_EQUAL(seq_in(second.answer()), 3u);
  CAF_CHECK(published() == (seqs{2, 3}));
}

CAF_TEST(a write that the database refuses for good costs no other its place) {
  // All three together, the good ones together, then the first alone and the others.
  *db.commits = {failure{model::ec::internal}, failure{model::ec::internal},
                 failure{model::ec::internal}};
  auto first = send("1");
  auto second = send("2");
  auto third = send("3");
  consume_messages();
  CAF_CHECK(code_of(first.answer()) == model::ec::internal);
  CAF_CHECK_EQUAL(seq_in(second.answer()), 2u);
  CAF_CHECK_EQUAL(seq_in(third.answer()), 3u);
  CAF_CHECK(published() == (seqs{2, 3}));
}

CAF_TEST(an owner whose log has entries of others gives the room up and loses nothing) {
  storage::log_entry entry;
  entry.kind = model::event_kind::chat_created;
  entry.at = at(1);
  entry.data = "{}";
  // The dialog's first owner has the token 1.
  (void)db.commit(storage::append{room, 1, {entry}, {}});
  auto first = send("1");
  consume_messages();
  CAF_CHECK_EQUAL(seq_in(first.answer()), 3u);
  CAF_CHECK(published().empty());
  CAF_CHECK(has_ended(aut));
  CAF_CHECK(stored() == (seqs{1, 2, 3}));
}

CAF_TEST(an owner that has lost its room answers all that it was asked) {
  for (int i = 0; i < 6; ++i)
    (void)ask<model::json_text>(aut, message(fmt::format("op-{}", i)));
  question<model::json_text> history{sys, aut,
                                     model::command{alice, room, "", model::read_history{{}, 5}}};
  question<room_page> page{sys, aut, room_read{room, 0, 5, 100}};
  expect((model::command), from(_).to(aut));
  expect((room_read), from(_).to(aut));
  db.usurp(room);
  auto late = send("7");
  expect((model::command), from(_).to(aut));
  expect((atom::flush), from(aut).to(aut));
  expect((storage::append), from(aut).to(db.handles.writer));
  db.run_commit(sched);
  expect((caf::error), from(db.handles.writer).to(aut));
  expect((atom::end), from(aut).to(aut));
  CAF_CHECK(has_ended(aut));
  CAF_CHECK(code_of(late.answer()) == model::ec::stale_token);
  CAF_CHECK(code_of(history.answer()) == model::ec::outcome_unknown);
  CAF_CHECK(code_of(page.answer()) == model::ec::outcome_unknown);
}

CAF_TEST(an outcome that cannot be settled asks for a repetition and ends the owner) {
  *db.commits = {failure{model::ec::outcome_unknown, failure::end::kept},
                 failure{model::ec::internal}, failure{model::ec::internal}};
  auto first = send("1");
  consume_messages();
  CAF_CHECK(code_of(first.answer()) == model::ec::outcome_unknown);
  CAF_CHECK(has_ended(aut));
  CAF_MESSAGE("the next owner gives the first result");
  db.commits->clear();
  aut = sys.spawn(chat, id, db.handles, directory_actor{}, ids, room_settings{"n1", {}},
                  chat_limits{});
  CAF_CHECK_EQUAL(seq_in(ask<model::json_text>(aut, message("1"))), 2u);
  CAF_CHECK(stored() == (seqs{1, 2}));
}

CAF_TEST(what may be stored is not said to be refused though its repetition is) {
  *db.commits = {failure{model::ec::outcome_unknown, failure::end::kept}, failure{model::ec::none}};
  db.commits->resize(100, failure{model::ec::unavailable});
  auto first = send("1");
  consume_messages();
  for (int attempt = 0; attempt < 60 && !first.is_answered(); ++attempt) {
    advance_time(std::chrono::milliseconds{200});
    consume_messages();
  }
  CAF_CHECK(code_of(first.answer()) == model::ec::outcome_unknown);
  db.commits->clear();
  CAF_CHECK(stored() == (seqs{1, 2}));
}

CAF_TEST(a full disk refuses the write with its own code and later ones succeed) {
  *db.commits = {failure{model::ec::storage_full}};
  auto first = send("1");
  consume_messages();
  CAF_CHECK(code_of(first.answer()) == model::ec::storage_full);
  CAF_CHECK_EQUAL(seq_in(ask<model::json_text>(aut, message("1"))), 2u);
}

CAF_TEST(all who ask for a stretch that cannot be read are told so) {
  for (int i = 0; i < 6; ++i)
    (void)ask<model::json_text>(aut, message(fmt::format("op-{}", i)));
  caf::anon_send_exit(db.handles.readers[0], caf::exit_reason::kill);
  question<room_page> first{sys, aut, room_read{room, 0, 5, 100}};
  question<room_page> second{sys, aut, room_read{room, 0, 5, 100}};
  consume_messages();
  CAF_CHECK(!first.answer());
  CAF_CHECK(!second.answer());
}

CAF_TEST(readers of the same stretch share one look up) {
  for (int i = 0; i < 6; ++i)
    (void)ask<model::json_text>(aut, message(fmt::format("op-{}", i)));
  question<room_page> first{sys, aut, room_read{room, 0, 5, 100}};
  question<room_page> second{sys, aut, room_read{room, 0, 5, 100}};
  expect((room_read), from(_).to(aut));
  expect((room_read), from(_).to(aut));
  expect((storage::log_range), from(aut).to(db.handles.readers[0]));
  disallow((storage::log_range), from(aut).to(db.handles.readers[0]));
  consume_messages();
  CAF_CHECK_EQUAL(must(first.answer()).events.size(), 5u);
  CAF_CHECK_EQUAL(must(second.answer()).events.size(), 5u);
}

CAF_TEST(a read of a removed stretch is refused and the next join is told the gap) {
  for (int i = 0; i < 6; ++i)
    (void)ask<model::json_text>(aut, message(fmt::format("op-{}", i)));
  const auto much_later = model::now() + std::chrono::days{100};
  while (must(db.write->purge_some(much_later)) == storage::writer::purging::more)
    ;
  CAF_CHECK(code_of(ask<room_page>(aut, room_read{room, 0, 5, 100})) == model::ec::not_found);
  const auto joined = must(ask<room_joined>(aut, room_join{boris, room, 1, {}}));
  CAF_CHECK(joined.client == room_joined::position::trimmed);
  CAF_CHECK_EQUAL(joined.gap.from, 2u);
  CAF_CHECK_EQUAL(joined.from, 7u);
}

CAF_TEST(a new follower is told the newest of the events that have no place in the log) {
  send("1");
  consume_messages();
  const auto read = [this](std::uint64_t seq) {
    question<model::json_text> pending{sys, aut,
                                       model::command{boris, room, "", model::mark_read{seq}}};
    consume_messages();
  };
  read(1);
  read(2);
  witness<publication, std::uint64_t> late{sys};
  say(late.handle, aut, room_follow{room});
  consume_messages();
  std::vector<std::string> published;
  for (const auto& news : late.heard<publication>())
    for (const auto& event : news.events)
      published.push_back(event->data);
  CAF_CHECK_EQUAL(published, std::vector<std::string>{R"({"user":"2","seq":2})"});
  end(late.handle);
}

CAF_TEST(a room rests when nobody follows and nothing is under way) {
  CAF_CHECK(must(ask<activity>(aut, atom::rest::value)) == activity::busy);
  say(relay.handle, aut, room_unfollow{room});
  CAF_CHECK(must(ask<activity>(aut, atom::rest::value)) == activity::resting);
  auto writing = send("1");
  question<activity> pending{sys, aut, atom::rest::value};
  expect((model::command), from(_).to(aut));
  expect((atom::rest), from(_).to(aut));
  CAF_CHECK(must(pending.answer()) == activity::busy);
  consume_messages();
  CAF_MESSAGE("told to end, it ends, and keeps nothing that is not stored");
  say(self, aut, atom::end::value);
  consume_messages();
  CAF_CHECK(has_ended(aut));
  CAF_CHECK(stored() == (seqs{1, 2}));
}

CAF_TEST(a room that is handed over has its last writes behind it and refuses what comes after) {
  auto last = send("1");
  question<std::monostate> mover{sys, aut, atom::hand_over::value};
  auto late = send("2");
  expect((model::command), from(_).to(aut));
  expect((atom::hand_over), from(_).to(aut));
  expect((model::command), from(_).to(aut));
  CAF_CHECK(code_of(late.answer()) == model::ec::unavailable);
  CAF_CHECK(!mover.is_answered());
  consume_messages();
  CAF_CHECK_EQUAL(seq_in(last.answer()), 2u);
  CAF_CHECK(mover.answer().has_value());
  CAF_CHECK(stored() == (seqs{1, 2}));
  CAF_CHECK(has_ended(aut));
}

CAF_TEST(a follower of a room that is handed over hears its last events and looks for the next owner) {
  std::vector<std::string> heard;
  const auto follower = spawn_fake<caf::actor>(
      sys, [](std::uint64_t) {}, [&heard](const publication&) { heard.emplace_back("event"); },
      [&heard](const relay_retry& retry) { heard.push_back(to_string(retry.room)); });
  say(follower, aut, room_follow{room});
  consume_messages();
  auto last = send("1");
  question<std::monostate> mover{sys, aut, atom::hand_over::value};
  consume_messages();
  CAF_CHECK(heard == (std::vector<std::string>{"event", "chat:42"}));
  CAF_CHECK_EQUAL(relay.heard<relay_retry>().size(), 1u);
  caf::anon_send_exit(follower, caf::exit_reason::user_shutdown);
  consume_messages();
}

CAF_TEST(an owner that has handed its room over still answers what it was asked before) {
  for (int i = 0; i < 6; ++i)
    (void)ask<model::json_text>(aut, message(fmt::format("op-{}", i)));
  question<room_page> reader{sys, aut, room_read{room, 0, 5, 100}};
  question<std::monostate> mover{sys, aut, atom::hand_over::value};
  expect((room_read), from(_).to(aut));
  expect((atom::hand_over), from(_).to(aut));
  expect((atom::end), from(aut).to(aut));
  CAF_MESSAGE("and tells others to come again");
  question<room_joined> joiner{sys, aut, room_join{boris, room, 0, {}}};
  question<std::uint64_t> follower{sys, aut, room_follow{room}};
  expect((room_join), from(_).to(aut));
  expect((room_follow), from(_).to(aut));
  CAF_CHECK(code_of(joiner.answer()) == model::ec::unavailable);
  CAF_CHECK(code_of(follower.answer()) == model::ec::unavailable);
  consume_messages();
  CAF_CHECK_EQUAL(must(reader.answer()).events.size(), 5u);
  CAF_CHECK(!has_ended(aut));
  advance_time(std::chrono::milliseconds{20});
  consume_messages();
  CAF_CHECK(has_ended(aut));
}

CAF_TEST(a room is handed over only when no outcome of its writes is being settled) {
  const auto& writer = db.handles.writer;
  *db.commits = {failure{model::ec::outcome_unknown, failure::end::undone}};
  auto first = send("1");
  expect((model::command), from(_).to(aut));
  expect((atom::flush), from(aut).to(aut));
  expect((storage::append), from(aut).to(writer));
  db.run_commit(sched);
  expect((caf::error), from(writer).to(aut));
  question<std::monostate> mover{sys, aut, atom::hand_over::value};
  expect((atom::hand_over), from(_).to(aut));
  CAF_CHECK(!mover.is_answered());
  consume_messages();
  CAF_CHECK_EQUAL(seq_in(first.answer()), 2u);
  CAF_CHECK(mover.answer().has_value());
  CAF_CHECK_EQUAL(relay.heard<relay_retry>().size(), 1u);
  CAF_CHECK(has_ended(aut));
}

CAF_TEST_FIXTURE_SCOPE_END()
