#define CAF_SUITE lateness
#include "actors/store/lateness.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace lateness_tests {

using std::chrono::milliseconds;

constexpr model::deadline::clock::time_point now{std::chrono::hours{1}};

struct fixture {};

} // namespace lateness_tests

CAF_TEST_FIXTURE_SCOPE(lateness_tests, fixture)

CAF_TEST(a request is late when the store may answer it too late) {
  CAF_CHECK(!lateness(model::deadline::after(store_patience + milliseconds{1}, now), now));
  const auto late = lateness(model::deadline::after(store_patience, now), now);
  CAF_REQUIRE(late);
  CAF_CHECK(from_caf(late).code == model::ec::unavailable);
  CAF_CHECK(from_caf(late).retry_after.count() > 0);
}

CAF_TEST(whoever waits without end is never late) { CAF_CHECK(!lateness({}, now)); }

CAF_TEST_FIXTURE_SCOPE_END()
