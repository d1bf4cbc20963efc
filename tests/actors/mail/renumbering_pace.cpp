#define CAF_SUITE renumbering_pace
#include "actors/mail/renumbering_pace.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik::actors;
using namespace std::chrono_literals;

namespace renumbering_pace_tests {

using numbers = renumbering_pace::numbers;

CAF_TEST(
    a folder may be renumbered once but whoever does it again is connected to ever more rarely) {
  renumbering_pace pace;
  for (const auto pause : {0min, 1min, 2min, 4min, 8min, 16min, 32min, 60min, 60min}) {
    pace.found(numbers::changed);
    CAF_CHECK(pace.pause() == pause);
    CAF_CHECK_EQUAL(pace.words().empty(), pause == 0min);
  }
}

CAF_TEST(a server that keeps its numbers is an ordinary one again) {
  renumbering_pace pace;
  for (int i = 0; i < 9; ++i)
    pace.found(numbers::changed);
  pace.found(numbers::kept);
  CAF_CHECK(pace.pause() == 0min);
  pace.found(numbers::changed);
  CAF_CHECK(pace.words().empty());
}

} // namespace renumbering_pace_tests
