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

  attempt_limiter limiter{3, 60s};
};

} // namespace attempt_limiter_tests

CAF_TEST_FIXTURE_SCOPE(attempt_limiter_tests, fixture)

CAF_TEST(some failures are free and each further one doubles the wait up to the window) {
  fail("alice", 2);
  CAF_CHECK(limiter.wait("alice", start) == 0ms);
  for (const auto expected :
       {1'000ms, 2'000ms, 4'000ms, 8'000ms, 16'000ms, 32'000ms, 60'000ms, 60'000ms}) {
    fail("alice", 1);
    CAF_CHECK(limiter.wait("alice", start) == expected);
  }
  fail("alice", 100);
  CAF_CHECK(limiter.wait("alice", start) == 60s);
  CAF_CHECK(limiter.wait("boris", start) == 0ms);
}

CAF_TEST(waiting helps) {
  fail("alice", 4);
  CAF_CHECK(limiter.wait("alice", start + 1'500ms) == 500ms);
  CAF_CHECK(limiter.wait("alice", start + 2s) == 0ms);
  CAF_CHECK(limiter.wait("alice", start + 1h) == 0ms);
}

CAF_TEST(success forgives and so does a quiet window) {
  fail("alice", 10);
  limiter.succeeded("alice");
  CAF_CHECK(limiter.wait("alice", start) == 0ms);
  fail("boris", 10);
  limiter.failed("boris", start + 61s);
  CAF_CHECK(limiter.wait("boris", start + 61s) == 0ms);
}

CAF_TEST(many others do not make it forget who fails now) {
  fail("alice", 4);
  for (int i = 0; i < 5'000; ++i)
    limiter.failed(std::to_string(i), start);
  CAF_CHECK(limiter.wait("alice", start) == 2s);
}

CAF_TEST_FIXTURE_SCOPE_END()
