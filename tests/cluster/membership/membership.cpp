#define CAF_SUITE membership
#include "cluster/membership/membership.hpp"

#include "tests/cluster/caf_cluster_test.hpp"

using namespace vestnik;
using namespace vestnik::cluster;
using namespace std::chrono_literals;

// The clocks of one node. What nodes agree on together is shown by `member` and by schedules.

namespace membership_tests {

const membership::time begin{1h};

model::node_view alone() {
  return {1, {model::node{{1}, "n1", 0, "n1:1", model::node_state::active, {}, {}}}};
}

struct fixture : cluster::test::cluster_fixture {
  membership_timing timing;
  membership node{{1}, timing, alone(), begin};

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

CAF_TEST_FIXTURE_SCOPE_END()
