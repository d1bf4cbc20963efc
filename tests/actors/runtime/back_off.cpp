#define CAF_SUITE back_off
#include "actors/runtime/back_off.hpp"

#include <set>

#include "tests/support/caf_test.hpp"

using namespace vestnik::actors;
using namespace std::chrono_literals;

namespace back_off_tests {

CAF_TEST(waits double from one second to five minutes with a random half) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    back_off pauses{seed};
    auto span = std::chrono::milliseconds{1s};
    for (int i = 0; i < 20; ++i) {
      const auto wait = pauses.next();
      CAF_REQUIRE(wait >= span / 2);
      CAF_REQUIRE(wait <= span);
      span = std::min(span * 2, std::chrono::milliseconds{5min});
    }
  }
}

CAF_TEST(attempts that failed together do not come back together) {
  std::set<std::chrono::milliseconds> waits;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    waits.insert(back_off{seed}.next());
  CAF_CHECK(waits.size() > 10);
}

CAF_TEST(success begins anew) {
  back_off pauses{1};
  for (int i = 0; i < 10; ++i)
    (void)pauses.next();
  pauses.reset();
  CAF_CHECK(pauses.next() <= 1s);
}

} // namespace back_off_tests
