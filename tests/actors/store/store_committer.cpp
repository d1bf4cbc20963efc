#define CAF_SUITE store_committer
#include "actors/store/store_committer.hpp"

#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace store_committer_tests {

storage::create_user person(std::int64_t id, const std::string& login) {
  return {model::user_id{id}, login, login, "$phc", at(0)};
}

struct fixture : actor_fixture {
  actor_store db{sys};
  store_committer_actor aut = db.committer;
};

} // namespace store_committer_tests

CAF_TEST_FIXTURE_SCOPE(store_committer_tests, fixture)

CAF_TEST(each write of an order has its own outcome and the order stays as it was) {
  const auto writes = std::make_shared<std::vector<storage::write>>();
  writes->emplace_back(person(1, "alice"));
  writes->emplace_back(person(2, "alice"));
  const auto became = must(ask<commit_outcomes>(aut, commit_order{writes})).each;
  CAF_REQUIRE_EQUAL(became.size(), 2u);
  CAF_CHECK(code_of(became[0]) == model::ec::none);
  CAF_CHECK(code_of(became[1]) == model::ec::conflict);
  CAF_CHECK_EQUAL(std::get<storage::create_user>(writes->at(1)).login, "alice");
}

CAF_TEST(expired rows are forgotten again and again) {
  db.person(1, "alice");
  db.commit(storage::create_session{model::session_id{1}, model::user_id{1}, "hash", at(0), at(1)});
  constexpr std::chrono::hours interval{1};
  auto purging = sys.spawn(store_committer, db.write, std::chrono::milliseconds{interval});
  consume_messages();
  CAF_MESSAGE(
      "a session that has ended is refused in any case; now its row is gone, so is its key");
  db.commit(storage::create_session{model::session_id{1}, model::user_id{1}, "hash", at(0), at(1)});
  CAF_MESSAGE("the clock of what is forgotten is the machine's, and no hour has passed by that");
  db.change(storage::statement{"UPDATE installation SET purged_at = 0"});
  sched.advance_time(interval);
  consume_messages();
  db.commit(storage::create_session{model::session_id{1}, model::user_id{1}, "hash", at(0), at(1)});
  end(purging);
}

CAF_TEST_FIXTURE_SCOPE_END()
