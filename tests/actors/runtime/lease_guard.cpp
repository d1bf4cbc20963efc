#define CAF_SUITE lease_guard
#include "actors/runtime/lease_guard.hpp"

#include "tests/support/caf_test.hpp"

using vestnik::actors::lease_guard;

CAF_TEST(alone a node holds its lease for ever) { CAF_CHECK(lease_guard{}.holds()); }

CAF_TEST(a lease holds until its end and holds again when it is renewed) {
  lease_guard lease;
  lease.hold_until(lease_guard::clock::time_point::min());
  CAF_CHECK(!lease.holds());
  lease.hold_until(lease_guard::clock::time_point::max());
  CAF_CHECK(lease.holds());
}
