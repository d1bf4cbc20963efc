#define CAF_SUITE read_queue
#include "actors/store/read_queue.hpp"

#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace read_queue_tests {

using std::chrono::milliseconds;
using storage::user_by_id;

struct fixture : actor_fixture {
  fixture() {
    for (int i = 1; i <= 4; ++i)
      db.person(i, "person" + std::to_string(i));
  }
  ~fixture() { end(aut); }

  question<storage::person> ask_for(std::int64_t id) {
    return {sys, aut, user_by_id{model::user_id{id}}};
  }
  /// The queue takes up what it was asked.
  void take_up(int questions) {
    for (int i = 0; i < questions; ++i)
      expect((user_by_id), from(_).to(aut));
  }
  /// The reader answers what it was asked.
  void read(const store_reader_actor& reader) {
    expect((user_by_id), from(aut).to(reader));
    expect((storage::person), from(reader).to(aut));
  }

  actor_store db{sys};
  store_reader_actor slow = sys.spawn(store_reader, db.read);
  store_reader_actor quick = sys.spawn(store_reader, db.read);
  read_queue_actor aut =
      sys.spawn(read_queue, std::vector{quick, slow}, read_queue_settings{.waiting = 2});
};

} // namespace read_queue_tests

CAF_TEST_FIXTURE_SCOPE(read_queue_tests, fixture)

CAF_TEST(a slow question keeps nobody from the readers that are free) {
  auto first = ask_for(1);
  auto second = ask_for(2);
  auto third = ask_for(3);
  take_up(3);
  CAF_MESSAGE("the first one takes its time");
  read(quick);
  CAF_CHECK_EQUAL(must(second.answer()).login, "person2");
  read(quick);
  CAF_CHECK_EQUAL(must(third.answer()).login, "person3");
  CAF_CHECK(!first.is_answered());
  read(slow);
  CAF_CHECK_EQUAL(must(first.answer()).login, "person1");
}

CAF_TEST(so many questions wait and no more) {
  auto first = ask_for(1);
  auto second = ask_for(2);
  auto third = ask_for(3);
  auto fourth = ask_for(4);
  auto fifth = ask_for(1);
  take_up(5);
  const auto refused = fifth.answer();
  CAF_CHECK(code_of(refused) == model::ec::unavailable);
  CAF_CHECK(refused.error().retry_after.count() > 0);
  CAF_CHECK(!third.is_answered());
  consume_messages();
  CAF_CHECK(first.answer().has_value());
  CAF_CHECK(second.answer().has_value());
  CAF_CHECK(third.answer().has_value());
  CAF_CHECK(fourth.answer().has_value());
}

CAF_TEST(what nobody waits for any more is refused though all readers block and is never asked) {
  auto first = ask_for(1);
  auto second = ask_for(2);
  auto third = ask_for(3);
  take_up(3);
  sched.advance_time(read_queue_settings{}.patience);
  auto fourth = ask_for(4);
  take_up(1);
  sched.advance_time(milliseconds{1});
  expect((atom::expire), from(aut).to(aut));
  const auto refused = third.answer();
  CAF_CHECK(code_of(refused) == model::ec::unavailable);
  CAF_CHECK(refused.error().retry_after.count() > 0);
  CAF_CHECK(!fourth.is_answered());
  CAF_MESSAGE("the readers are asked for the others only");
  read(quick);
  read(quick);
  CAF_CHECK(fourth.answer().has_value());
  read(slow);
  disallow((user_by_id), from(aut).to(quick));
  disallow((user_by_id), from(aut).to(slow));
  CAF_CHECK(first.answer().has_value());
  CAF_CHECK(second.answer().has_value());
}

CAF_TEST(a refusal of the database reaches whoever has asked and the reader goes on) {
  CAF_CHECK(code_of(ask<storage::person>(aut, user_by_id{model::user_id{99}})) ==
            model::ec::not_found);
  CAF_CHECK(ask<storage::person>(aut, user_by_id{model::user_id{1}}).has_value());
}

CAF_TEST_FIXTURE_SCOPE_END()
