#define CAF_SUITE store_writer
#include "actors/store/store_writer.hpp"

#include <set>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace store_writer_tests {

storage::create_user person(std::int64_t id, const std::string& login) {
  return {model::user_id{id}, login, login, "$phc", at(0)};
}

storage::append addition(std::uint64_t token, std::int64_t user = 1) {
  storage::log_entry entry;
  entry.kind = model::event_kind::chat_created;
  entry.at = at(1);
  entry.data = "{}";
  return {model::room_of(model::user_id{user}), token, {entry}, {}};
}

using std::chrono::milliseconds;

std::uint64_t seq_of(model::result<storage::append::result_type> answer) {
  const auto outcomes = must(std::move(answer));
  return outcomes.at(0).seq;
}

/// A database in which somebody else locks rooms.
struct locked_rooms {
  explicit locked_rooms(caf::actor_system& sys)
      : handle{spawn_fake<store_committer_actor>(
            sys, [this](const commit_order& order) { return commit(order); })} {}

  commit_outcomes commit(const commit_order& order) {
    commit_outcomes became;
    for (const auto& each : *order.writes) {
      const auto room = std::get<storage::append>(each).room;
      if (rooms.contains(room))
        became.each.emplace_back(storage::locked_by_another(room));
      else
        became.each.emplace_back(storage::append::result_type{{++last_seq, {}, {}}});
    }
    return became;
  }

  std::set<model::room_name> rooms;
  std::uint64_t last_seq = 0;
  store_committer_actor handle;
};

struct fixture : actor_fixture {
  /// The committer has what was gathered, and has not begun.
  void gather() { expect((atom::commit), from(aut).to(aut)); }
  void commit() {
    expect((commit_order), from(aut).to(db.committer));
    expect((commit_outcomes), from(db.committer).to(aut));
  }
  /// Has no patience for a second attempt.
  store_writer_actor strict(std::size_t waiting = 10) {
    return sys.spawn(store_writer, db.committer,
                     store_writer_settings{.patience = milliseconds{1}, .waiting = waiting});
  }

  actor_store db{sys};
  store_writer_actor aut = db.handles.writer;
};

} // namespace store_writer_tests

CAF_TEST_FIXTURE_SCOPE(store_writer_tests, fixture)

CAF_TEST(the writes that wait go into one commit) {
  question<std::monostate> alice{sys, aut, person(1, "alice")};
  question<std::monostate> boris{sys, aut, person(2, "boris")};
  expect((storage::create_user), from(_).to(aut));
  expect((storage::create_user), from(_).to(aut));
  CAF_MESSAGE("nobody is answered before it is durable");
  CAF_CHECK(!alice.is_answered());
  CAF_CHECK(!boris.is_answered());
  gather();
  commit();
  CAF_CHECK(alice.answer().has_value());
  CAF_CHECK(boris.answer().has_value());
  disallow((atom::commit), from(aut).to(aut));
  CAF_CHECK_EQUAL(db.ask(storage::user_by_login{"boris"}).user.id.value, 2);
}

CAF_TEST(a write that comes after a commit makes the next one) {
  CAF_CHECK(ask<std::monostate>(aut, person(1, "alice")).has_value());
  question<std::monostate> boris{sys, aut, person(2, "boris")};
  expect((storage::create_user), from(_).to(aut));
  CAF_CHECK(!boris.is_answered());
  gather();
  commit();
  CAF_CHECK(boris.answer().has_value());
}

CAF_TEST(one bad write fails alone and each gets its own outcome) {
  question<std::monostate> alice{sys, aut, person(1, "alice")};
  question<std::monostate> other{sys, aut, person(2, "alice")};
  question<storage::open_dialog::dialog> lonely{
      sys, aut,
      storage::open_dialog{model::chat_id{42}, model::user_id{1}, model::user_id{99}, at(1)}};
  question<std::monostate> boris{sys, aut, person(3, "boris")};
  question<storage::activate_room::position> room{
      sys, aut, storage::activate_room{model::room_of(model::user_id{3}), "n1"}};
  consume_messages();
  CAF_CHECK(alice.answer().has_value());
  const auto taken = other.answer();
  CAF_CHECK(code_of(taken) == model::ec::conflict);
  CAF_CHECK_EQUAL(taken.error().field, "login");
  CAF_CHECK(code_of(lonely.answer()) == model::ec::not_found);
  CAF_CHECK(boris.answer().has_value());
  CAF_CHECK_EQUAL(must(room.answer()).token, 1u);
}

CAF_TEST(writes wait while the database is away and are made when it is back) {
  *db.commits = {model::ec::unavailable, model::ec::unavailable};
  question<std::monostate> alice{sys, aut, person(1, "alice")};
  consume_messages();
  CAF_CHECK(!alice.is_answered());
  question<std::monostate> boris{sys, aut, person(2, "boris")};
  consume_messages();
  sched.trigger_timeout();
  consume_messages();
  CAF_CHECK(!alice.is_answered());
  sched.trigger_timeout();
  consume_messages();
  CAF_CHECK(alice.answer().has_value());
  CAF_CHECK(boris.answer().has_value());
}

CAF_TEST(a write of a group that fell apart is made once though the database goes away) {
  using failure = storage::test::failing_database::failure;
  question<std::monostate> alice{sys, aut, person(1, "alice")};
  question<std::monostate> boris{sys, aut, person(2, "boris")};
  // Both together, the good ones together, alice alone, boris alone.
  *db.commits = {failure{model::ec::internal}, failure{model::ec::internal},
                 failure{model::ec::none}, failure{model::ec::unavailable}};
  consume_messages();
  CAF_CHECK(alice.answer().has_value());
  CAF_CHECK(!boris.is_answered());
  sched.trigger_timeout();
  consume_messages();
  CAF_CHECK(boris.answer().has_value());
}

CAF_TEST(each write of a group that fell apart has its own outcome) {
  using failure = storage::test::failing_database::failure;
  question<std::monostate> alice{sys, aut, person(1, "alice")};
  question<std::monostate> boris{sys, aut, person(2, "boris")};
  *db.commits = {failure{model::ec::internal}, failure{model::ec::internal},
                 failure{model::ec::conflict}, failure{model::ec::outcome_unknown}};
  consume_messages();
  CAF_CHECK(code_of(alice.answer()) == model::ec::conflict);
  CAF_CHECK(code_of(boris.answer()) == model::ec::outcome_unknown);
}

CAF_TEST(a write whose room is locked waits alone and nothing of its room overtakes it) {
  locked_rooms rooms{sys};
  auto writer = sys.spawn(store_writer, rooms.handle, store_writer_settings{});
  rooms.rooms = {model::room_of(model::user_id{1})};
  question<storage::append::result_type> first{sys, writer, addition(1)};
  consume_messages();
  question<storage::append::result_type> second{sys, writer, addition(1)};
  CAF_MESSAGE("others are served at once");
  CAF_CHECK_EQUAL(seq_of(ask<storage::append::result_type>(writer, addition(1, 2))), 1u);
  rooms.rooms.clear();
  CAF_CHECK_EQUAL(seq_of(ask<storage::append::result_type>(writer, addition(1, 2))), 2u);
  CAF_CHECK(!first.is_answered());
  CAF_CHECK(!second.is_answered());
  sched.advance_time(store_writer_settings{}.pause_between_attempts);
  consume_messages();
  CAF_CHECK_EQUAL(seq_of(first.answer()), 3u);
  CAF_CHECK_EQUAL(seq_of(second.answer()), 4u);
  end(writer, rooms.handle);
}

CAF_TEST(a write whose room stays locked is refused when its time has come) {
  locked_rooms rooms{sys};
  auto writer = sys.spawn(store_writer, rooms.handle, store_writer_settings{});
  rooms.rooms = {model::room_of(model::user_id{1})};
  question<storage::append::result_type> first{sys, writer, addition(1)};
  consume_messages();
  for (auto waited = milliseconds{}; waited < store_writer_settings{}.patience;
       waited += store_writer_settings{}.pause_between_attempts) {
    sched.advance_time(store_writer_settings{}.pause_between_attempts);
    consume_messages();
  }
  CAF_CHECK(code_of(first.answer()) == model::ec::unavailable);
  end(writer, rooms.handle);
}

CAF_TEST(an append in the commit after one of unknown outcome shares its fate) {
  using failure = storage::test::failing_database::failure;
  (void)ask<std::monostate>(aut, person(1, "alice"));
  const auto room = model::room_of(model::user_id{1});
  const storage::activate_room taking{room, "n1"};
  const auto token = must(ask<storage::activate_room::position>(aut, taking)).token;
  *db.commits = {failure{model::ec::outcome_unknown}};
  CAF_CHECK(code_of(ask<storage::append::result_type>(aut, addition(token))) ==
            model::ec::outcome_unknown);
  CAF_CHECK(code_of(ask<storage::append::result_type>(aut, addition(token))) ==
            model::ec::outcome_unknown);
  CAF_MESSAGE("until the room is taken over anew");
  const auto next = must(ask<storage::activate_room::position>(aut, taking)).token;
  CAF_CHECK(ask<storage::append::result_type>(aut, addition(next)).has_value());
}

CAF_TEST(patience has an end) {
  auto impatient = strict();
  *db.commits = {model::ec::unavailable};
  question<std::monostate> alice{sys, impatient, person(1, "alice")};
  consume_messages();
  CAF_CHECK(code_of(alice.answer()) == model::ec::unavailable);
  end(impatient);
}

CAF_TEST(the queue has an end while a commit is under way) {
  auto narrow = strict(2);
  question<std::monostate> alice{sys, narrow, person(1, "alice")};
  expect((storage::create_user), from(_).to(narrow));
  expect((atom::commit), from(narrow).to(narrow));
  CAF_MESSAGE("the committer blocks");
  question<std::monostate> boris{sys, narrow, person(2, "boris")};
  question<std::monostate> clara{sys, narrow, person(3, "clara")};
  expect((storage::create_user), from(_).to(narrow));
  expect((storage::create_user), from(_).to(narrow));
  CAF_CHECK(!alice.is_answered());
  CAF_CHECK(!boris.is_answered());
  const auto refused = clara.answer();
  CAF_CHECK(code_of(refused) == model::ec::unavailable);
  CAF_CHECK(refused.error().retry_after.count() > 0);
  consume_messages();
  CAF_CHECK(alice.answer().has_value());
  CAF_CHECK(boris.answer().has_value());
  end(narrow);
}

CAF_TEST(what nobody waits for any more is refused though a commit blocks and is never made) {
  question<std::monostate> alice{sys, aut, person(1, "alice")};
  expect((storage::create_user), from(_).to(aut));
  gather();
  question<std::monostate> boris{sys, aut, person(2, "boris")};
  expect((storage::create_user), from(_).to(aut));
  sched.advance_time(store_writer_settings{}.patience);
  question<std::monostate> clara{sys, aut, person(3, "clara")};
  expect((storage::create_user), from(_).to(aut));
  sched.advance_time(milliseconds{1});
  expect((atom::expire), from(aut).to(aut));
  CAF_CHECK(!alice.is_answered());
  CAF_CHECK(!clara.is_answered());
  const auto refused = boris.answer();
  CAF_CHECK(code_of(refused) == model::ec::unavailable);
  CAF_CHECK(refused.error().retry_after.count() > 0);
  consume_messages();
  CAF_CHECK(alice.answer().has_value());
  CAF_CHECK(clara.answer().has_value());
  CAF_CHECK(!db.read->run(storage::user_by_login{"boris"}).has_value());
}

CAF_TEST(an append that waits behind one that was too late does not overtake it) {
  (void)ask<std::monostate>(aut, person(1, "alice"));
  const auto room = model::room_of(model::user_id{1});
  const auto token =
      must(ask<storage::activate_room::position>(aut, storage::activate_room{room, "n1"})).token;
  question<std::monostate> slow{sys, aut, person(2, "boris")};
  expect((storage::create_user), from(_).to(aut));
  gather();
  question<storage::append::result_type> first{sys, aut, addition(token)};
  expect((storage::append), from(_).to(aut));
  sched.advance_time(store_writer_settings{}.patience);
  question<storage::append::result_type> second{sys, aut, addition(token)};
  expect((storage::append), from(_).to(aut));
  consume_messages();
  CAF_CHECK(slow.answer().has_value());
  CAF_CHECK(code_of(first.answer()) == model::ec::unavailable);
  CAF_CHECK(code_of(second.answer()) == model::ec::unavailable);
  CAF_MESSAGE("who comes later is served");
  CAF_CHECK(ask<storage::append::result_type>(aut, addition(token)).has_value());
}

CAF_TEST(a committer that ends leaves nobody without an answer) {
  question<std::monostate> alice{sys, aut, person(1, "alice")};
  caf::anon_send_exit(db.committer, caf::exit_reason::kill);
  consume_messages();
  CAF_CHECK(code_of(alice.answer()) == model::ec::outcome_unknown);
}

CAF_TEST(an append that waits behind one that is given up does not overtake it) {
  auto impatient = strict();
  (void)ask<std::monostate>(impatient, person(1, "alice"));
  const auto room = model::room_of(model::user_id{1});
  const auto token =
      must(ask<storage::activate_room::position>(impatient, storage::activate_room{room, "n1"}))
          .token;
  *db.commits = {model::ec::unavailable};
  question<storage::append::result_type> first{sys, impatient, addition(token)};
  expect((storage::append), from(_).to(impatient));
  question<storage::append::result_type> second{sys, impatient, addition(token)};
  question<std::monostate> boris{sys, impatient, person(2, "boris")};
  consume_messages();
  CAF_CHECK(code_of(first.answer()) == model::ec::unavailable);
  const auto refused = second.answer();
  CAF_CHECK(code_of(refused) == model::ec::unavailable);
  CAF_CHECK(refused.error().retry_after.count() > 0);
  CAF_MESSAGE("nobody else has to share its fate, nor who comes later");
  CAF_CHECK(boris.answer().has_value());
  CAF_CHECK(ask<storage::append::result_type>(impatient, addition(token)).has_value());
  end(impatient);
}

CAF_TEST_FIXTURE_SCOPE_END()
