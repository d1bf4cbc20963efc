#define CAF_SUITE allowances
#include "actors/accounts/allowances.hpp"

#include <string>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace std::chrono_literals;

namespace allowances_tests {

const model::token_bucket::clock::time_point start{1h};

struct fixture {
  allowances all{model::rate{2, 3}};
};

} // namespace allowances_tests

CAF_TEST_FIXTURE_SCOPE(allowances_tests, fixture)

CAF_TEST(all who hold the allowance of one spend from it) {
  const auto first = all.of("alice", start);
  const auto second = all.of("alice", start);
  for (int i = 0; i < 3; ++i)
    CAF_CHECK((i % 2 == 0 ? first : second)->spend(start) == 0ms);
  CAF_CHECK(first->spend(start) == 500ms);
  CAF_CHECK(second->spend(start) == 500ms);
}

CAF_TEST(each account has an allowance of its own) {
  for (int i = 0; i < 3; ++i)
    (void)all.of("alice", start)->spend(start);
  CAF_CHECK(all.of("alice", start)->spend(start) > 0ms);
  CAF_CHECK(all.of("boris", start)->spend(start) == 0ms);
}

CAF_TEST(going away and coming back gives nothing) {
  for (int i = 0; i < 3; ++i)
    (void)all.of("alice", start)->spend(start);
  for (int i = 0; i < 5'000; ++i)
    (void)all.of(std::to_string(i), start);
  CAF_CHECK(all.of("alice", start)->spend(start) == 500ms);
}

CAF_TEST(an allowance that is held is not forgotten) {
  const auto held = all.of("alice", start);
  for (int i = 0; i < 5'000; ++i)
    (void)all.of(std::to_string(i), start + 24h);
  CAF_CHECK(all.of("alice", start + 24h) == held);
}

CAF_TEST(a charge from elsewhere is taken off and at most a burst is owed) {
  all.charge("alice", 2, start);
  CAF_CHECK(all.of("alice", start)->spend(start) == 0ms);
  CAF_CHECK(all.of("alice", start)->spend(start) > 0ms);
  all.charge("alice", 1'000, start);
  CAF_CHECK(all.of("alice", start)->spend(start) == 2s);
}

CAF_TEST(what was spent elsewhere is owed however many others come) {
  all.charge("alice", 1'000, start);
  for (int i = 0; i < 5'000; ++i)
    (void)all.of(std::to_string(i), start + 1600ms);
  CAF_CHECK(all.of("alice", start + 1600ms)->spend(start + 1600ms) == 400ms);
}

CAF_TEST(spending here is reported once and a charge from elsewhere is not ) {
  (void)all.of("alice", start)->spend(start);
  (void)all.of("alice", start)->spend(start);
  all.charge("boris", 2, start);
  const auto spent = all.take_spent();
  CAF_REQUIRE_EQUAL(spent.size(), 1u);
  CAF_CHECK_EQUAL(spent[0].first, "alice");
  CAF_CHECK_EQUAL(spent[0].second, 2u);
  CAF_CHECK(all.take_spent().empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
