#define CAF_SUITE store_writer
#include "actors/store/store_writer.hpp"

#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace store_writer_tests {

storage::create_user person(std::int64_t id, const std::string& login) {
  return {model::user_id{id}, login, login, "$phc", at(0)};
}

storage::append addition(std::uint64_t token) {
  storage::log_entry entry;
  entry.kind = model::event_kind::chat_created;
  entry.at = at(1);
  entry.data = "{}";
  return {model::room_of(model::user_id{1}), token, {entry}, {}};
}

struct fixture : actor_fixture {
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
  expect((atom::commit), from(aut).to(aut));
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
  expect((atom::commit), from(aut).to(aut));
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

CAF_TEST(patience and the queue have an end) {
  const store_writer_settings settings{.patience = {}, .waiting = 1, .purge_interval = {}};
  auto strict = sys.spawn(store_writer, db.write, settings);
  *db.commits = {model::ec::unavailable};
  question<std::monostate> alice{sys, strict, person(1, "alice")};
  question<std::monostate> boris{sys, strict, person(2, "boris")};
  consume_messages();
  CAF_CHECK(code_of(alice.answer()) == model::ec::unavailable);
  const auto refused = boris.answer();
  CAF_CHECK(code_of(refused) == model::ec::unavailable);
  CAF_CHECK(refused.error().retry_after.count() > 0);
  end(strict);
}

CAF_TEST(an append that waits behind one that is given up does not overtake it) {
  const store_writer_settings settings{.patience = {}, .purge_interval = {}};
  auto strict = sys.spawn(store_writer, db.write, settings);
  (void)ask<std::monostate>(strict, person(1, "alice"));
  const auto room = model::room_of(model::user_id{1});
  const auto token =
      must(ask<storage::activate_room::position>(strict, storage::activate_room{room, "n1"})).token;
  *db.commits = {model::ec::unavailable};
  question<storage::append::result_type> first{sys, strict, addition(token)};
  expect((storage::append), from(_).to(strict));
  question<storage::append::result_type> second{sys, strict, addition(token)};
  question<std::monostate> boris{sys, strict, person(2, "boris")};
  consume_messages();
  CAF_CHECK(code_of(first.answer()) == model::ec::unavailable);
  const auto refused = second.answer();
  CAF_CHECK(code_of(refused) == model::ec::unavailable);
  CAF_CHECK(refused.error().retry_after.count() > 0);
  CAF_MESSAGE("nobody else has to share its fate, nor who comes later");
  CAF_CHECK(boris.answer().has_value());
  CAF_CHECK(ask<storage::append::result_type>(strict, addition(token)).has_value());
  end(strict);
}

CAF_TEST(expired rows are forgotten again and again) {
  (void)ask<std::monostate>(aut, person(1, "alice"));
  db.commit(storage::create_session{model::session_id{1}, model::user_id{1}, "hash", at(0), at(1)});
  auto purging = sys.spawn(store_writer, db.write, store_writer_settings{});
  consume_messages();
  CAF_MESSAGE(
      "a session that has ended is refused in any case; now its row is gone, so is its key");
  db.commit(storage::create_session{model::session_id{1}, model::user_id{1}, "hash", at(0), at(1)});
  sched.advance_time(store_writer_settings{}.purge_interval);
  consume_messages();
  db.commit(storage::create_session{model::session_id{1}, model::user_id{1}, "hash", at(0), at(1)});
  end(purging);
}

CAF_TEST_FIXTURE_SCOPE_END()
