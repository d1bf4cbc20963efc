#define CAF_SUITE ledger
#include "actors/accounts/ledger.hpp"

#include "tests/support/caf_fake_actor.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace ledger_tests {

struct fixture : actor_fixture {
  fixture() {
    for (auto& one : kept)
      one = std::make_shared<allowances>(model::rate{1, 3});
    aut =
        sys.spawn(ledger, kept, broadcast.as<node_broadcast_actor>(), std::chrono::milliseconds{});
  }
  ~fixture() { end(aut, broadcast.handle); }

  bool may_spend(std::size_t account, const std::string& whose) {
    return kept[account]->of(whose, now)->spend(now).count() == 0;
  }

  const allowances::clock::time_point now = allowances::clock::now();
  std::array<std::shared_ptr<allowances>, accounts_of_spending> kept;
  witness<usage_report> broadcast{sys};
  ledger_actor aut;
};

} // namespace ledger_tests

CAF_TEST_FIXTURE_SCOPE(ledger_tests, ledger_tests::fixture)

CAF_TEST(the other nodes are told who has spent how much of what) {
  (void)may_spend(0, "7");
  (void)may_spend(1, "192.0.2.1");
  say(broadcast.handle, aut, atom::flush::value);
  consume_messages();
  CAF_REQUIRE_EQUAL(broadcast.heard<usage_report>().size(), 1u);
  const auto& reported = broadcast.heard<usage_report>()[0].all;
  CAF_REQUIRE_EQUAL(reported.size(), 2u);
  CAF_CHECK(reported[0].from == spending::account::person && reported[0].whose == "7");
  CAF_CHECK(reported[1].from == spending::account::address && reported[1].whose == "192.0.2.1");
  CAF_MESSAGE("and nothing when nothing was spent");
  say(broadcast.handle, aut, atom::flush::value);
  consume_messages();
  CAF_CHECK_EQUAL(broadcast.heard<usage_report>().size(), 1u);
}

CAF_TEST(a report of another node is charged here and is not passed on) {
  say(broadcast.handle, aut, usage_report{{{spending::account::sign_in_address, "192.0.2.1", 3}}});
  consume_messages();
  CAF_CHECK(!may_spend(2, "192.0.2.1"));
  CAF_CHECK(may_spend(1, "192.0.2.1"));
  (void)kept[1]->take_spent();
  say(broadcast.handle, aut, atom::flush::value);
  consume_messages();
  CAF_CHECK(broadcast.heard<usage_report>().empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
