#define CAF_SUITE attempt_limiter
#include "actors/accounts/attempt_limiter.hpp"

#include <string>

#include "tests/support/caf_test.hpp"

using namespace vestnik::actors;
using namespace std::chrono_literals;

namespace attempt_limiter_tests {

const attempt_limiter::clock::time_point start{1h};

struct fixture {
  void fail(const std::string& key, int times) {
    for (int i = 0; i < times; ++i)
      limiter.failed(key, start);
  }

  /// How long `key` would have to wait.
  std::chrono::milliseconds wait(const std::string& key, attempt_limiter::clock::time_point now) {
    const auto left = limiter.begin(key, now);
    if (left == 0ms)
      limiter.released(key);
    return left;
  }

  attempt_limiter limiter{3, 60s};
};

} // namespace attempt_limiter_tests

CAF_TEST_FIXTURE_SCOPE(attempt_limiter_tests, fixture)

CAF_TEST(some failures are free and each further one doubles the wait up to the window) {
  fail("alice", 2);
  CAF_CHECK(wait("alice", start) == 0ms);
  for (const auto expected :
       {1'000ms, 2'000ms, 4'000ms, 8'000ms, 16'000ms, 32'000ms, 60'000ms, 60'000ms}) {
    fail("alice", 1);
    CAF_CHECK(wait("alice", start) == expected);
  }
  fail("alice", 100);
  CAF_CHECK(wait("alice", start) == 60s);
  CAF_CHECK(wait("boris", start) == 0ms);
}

CAF_TEST(waiting helps) {
  fail("alice", 4);
  CAF_CHECK(wait("alice", start + 1'500ms) == 500ms);
  CAF_CHECK(wait("alice", start + 2s) == 0ms);
  CAF_CHECK(wait("alice", start + 1h) == 0ms);
}

CAF_TEST(success forgives and so does a quiet window) {
  fail("alice", 10);
  limiter.succeeded("alice");
  CAF_CHECK(wait("alice", start) == 0ms);
  fail("boris", 10);
  limiter.failed("boris", start + 61s);
  CAF_CHECK(wait("boris", start + 61s) == 0ms);
}

CAF_TEST(tries that are under way count as failures) {
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(limiter.begin("alice", start) == 0ms);
  CAF_CHECK(limiter.begin("alice", start) == 1s);
  CAF_MESSAGE("until one is known to be none");
  limiter.released("alice");
  CAF_CHECK(limiter.begin("alice", start) == 0ms);
  CAF_CHECK(limiter.begin("alice", start) == 1s);
  CAF_MESSAGE("or to have been right");
  limiter.succeeded("alice");
  CAF_CHECK(limiter.begin("alice", start) == 0ms);
  CAF_MESSAGE("what ends after that changes nothing");
  limiter.succeeded("alice");
  limiter.released("alice");
  CAF_CHECK(limiter.begin("alice", start) == 0ms);
}

CAF_TEST(many others do not make it forget who fails now) {
  fail("alice", 4);
  for (int i = 0; i < 5'000; ++i)
    limiter.failed(std::to_string(i), start);
  CAF_CHECK(wait("alice", start) == 2s);
}

CAF_TEST_FIXTURE_SCOPE_END()
