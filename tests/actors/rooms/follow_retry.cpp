#define CAF_SUITE follow_retry
#include "actors/rooms/follow_retry.hpp"

#include <caf/typed_event_based_actor.hpp>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using namespace std::chrono_literals;

namespace follow_retry_tests {

using follower_actor = caf::typed_actor<caf::reacts_to<relay_retry>>;

/// A follower that finds no owner. The last of its attempts is 0 once it has given up.
follower_actor::behavior_type follower(follower_actor::pointer self, std::vector<int>* attempts) {
  return {[=](const relay_retry& retry) {
    attempts->push_back(retry.attempt);
    if (!follow_later(self, retry))
      attempts->push_back(0);
  }};
}

struct fixture : actor_fixture {
  fixture() { aut = sys.spawn(follower, &attempts); }
  ~fixture() { end(aut); }

  std::vector<int> attempts;
  follower_actor aut;
};

} // namespace follow_retry_tests

CAF_TEST_FIXTURE_SCOPE(follow_retry_tests, fixture)

CAF_TEST(pauses grow from a tenth of a second to one second) {
  CAF_CHECK(pause_after(1) == 100ms);
  CAF_CHECK(pause_after(2) == 200ms);
  CAF_CHECK(pause_after(10) == 1s);
  CAF_CHECK(pause_after(69) == 1s);
}

CAF_TEST(attempts last for a minute) {
  auto time = 0ms;
  int attempt = 1;
  while (const auto pause = pause_after(attempt)) {
    time += *pause;
    ++attempt;
  }
  CAF_CHECK(time >= 60s);
  CAF_CHECK(time < 70s);
}

CAF_TEST(each attempt has the next number) {
  say(self, aut, relay_retry{{}, 1});
  consume_messages();
  advance_time(99ms);
  consume_messages();
  CAF_CHECK(attempts == std::vector{1});
  advance_time(1ms);
  consume_messages();
  advance_time(200ms);
  consume_messages();
  CAF_CHECK(attempts == (std::vector{1, 2, 3}));
}

CAF_TEST(the last attempt is followed by none) {
  say(self, aut, relay_retry{{}, 70});
  consume_messages();
  advance_time(1h);
  consume_messages();
  CAF_CHECK(attempts == (std::vector{70, 0}));
}

CAF_TEST_FIXTURE_SCOPE_END()
