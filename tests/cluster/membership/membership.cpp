#define CAF_SUITE membership
#include "cluster/membership/membership.hpp"

#include "tests/cluster/caf_cluster_test.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

using namespace vestnik;
using namespace vestnik::cluster;
using namespace std::chrono_literals;

// The clocks of one node. What nodes agree on together is shown by `member` and by schedules.

namespace membership_tests {

using order = model::node_order::kind;

const membership::time begin{1h};

model::node_view alone() {
  return {1, {model::node{{1}, "n1", 0, "n1:1", model::node_state::active, {}, {}}}};
}

struct fixture : cluster::test::cluster_fixture {
  membership_timing timing;
  membership node{{1}, timing, alone(), begin};

  /// What the table is asked, one order after the other; each is answered with `view` at once.
  std::vector<model::node_order> orders(membership& of, const model::node_view& view,
                                        membership::time now) {
    std::vector<model::node_order> out;
    for (auto next = of.actions(); !next.empty(); next = of.actions())
      for (const auto& each : next)
        if (const auto* wish = std::get_if<model::node_order>(&each)) {
          out.push_back(*wish);
          of.take(view, now, now);
        }
    return out;
  }

  /// Another node, and this one, which votes against it by itself.
  model::node_view two() {
    auto view = alone();
    view.nodes.push_back({{2}, "n2", 1, "n2:1", model::node_state::active, {}, {}});
    return view;
  }

  /// The table answers at `answer` what it was asked at `question`.
  void renew(membership::time question, membership::time answer) {
    node.take(alone(), question, answer);
  }
};

} // namespace membership_tests

CAF_TEST_FIXTURE_SCOPE(membership_tests, fixture)

CAF_TEST(a lease counts from when the table was asked and not from its answer) {
  CAF_CHECK((node.lease_end() == begin + timing.fence_after));
  renew(begin + 1s, begin + 3s);
  CAF_CHECK((node.lease_end() == begin + 1s + timing.fence_after));
  node.tick(begin + 1s + timing.fence_after - 1ms);
  CAF_CHECK(node.stands() == node_status::serving);
  node.tick(begin + 1s + timing.fence_after);
  CAF_CHECK(node.stands() == node_status::suspended);
}

CAF_TEST(an answer that was asked for longer than a lease ago renews nothing) {
  renew(begin, begin + timing.fence_after);
  CAF_CHECK(node.stands() == node_status::suspended);
  renew(begin + timing.fence_after, begin + timing.fence_after + 1s);
  CAF_CHECK(node.stands() == node_status::serving);
}

CAF_TEST(an answer to an earlier question shortens no lease) {
  renew(begin + 2s, begin + 2s);
  renew(begin + 1s, begin + 3s);
  CAF_CHECK((node.lease_end() == begin + 2s + timing.fence_after));
}

CAF_TEST(a table that is away renews nothing) {
  node.table_is_away(begin + 2s);
  CAF_CHECK((node.lease_end() == begin + timing.fence_after));
  node.table_is_away(begin + timing.fence_after);
  CAF_CHECK(node.stands() == node_status::suspended);
}

CAF_TEST(a vote whose answer was lost is withdrawn when its node is heard) {
  membership one{{1}, timing, two(), begin};
  (void)orders(one, two(), begin);
  one.link_lost({2}, begin + 100ms);
  const auto voting = one.actions();
  const auto is_vote = [](const membership_action& each) {
    return each == membership_action{model::node_order{order::vote, {2}}};
  };
  CAF_REQUIRE(std::ranges::any_of(voting, is_vote));
  one.table_is_away(begin + 200ms);
  one.take({2}, {peer_message::kind::answer, {}, 1}, begin + 300ms);
  one.tick(begin + 200ms + timing.retry);
  const auto after = orders(one, two(), begin + 200ms + timing.retry);
  CAF_CHECK(std::ranges::find(after, model::node_order{order::withdraw, {2}}) != after.end());
}

CAF_TEST(what a node wishes for good is ordered again until the table has it) {
  membership one{{1}, timing, two(), begin};
  (void)orders(one, two(), begin);
  one.retire();
  one.leave();
  (void)one.actions();
  one.table_is_away(begin + 100ms);
  CAF_CHECK(one.actions().empty());
  one.tick(begin + 100ms + timing.retry);
  const auto after = orders(one, two(), begin + 100ms + timing.retry);
  const auto place_of = [&after](model::node_order wish) {
    return std::ranges::find(after, wish) - after.begin();
  };
  CAF_CHECK(place_of({order::retire, {}}) < place_of({order::declare_dead, {1}}));
  CAF_CHECK(place_of({order::declare_dead, {1}}) < std::ssize(after));
}

CAF_TEST_FIXTURE_SCOPE_END()
