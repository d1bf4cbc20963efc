#define CAF_SUITE token_bucket
#include "actors/runtime/token_bucket.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik::actors;
using namespace std::chrono_literals;

namespace token_bucket_tests {

const token_bucket::clock::time_point start{1h};

struct fixture {
  token_bucket bucket{{2, 3}, start};
};

} // namespace token_bucket_tests

CAF_TEST_FIXTURE_SCOPE(token_bucket_tests, fixture)

CAF_TEST(a burst is allowed and then one must wait for the next token) {
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(bucket.spend(start) == 0ms);
  CAF_CHECK(bucket.spend(start) == 500ms);
  CAF_MESSAGE("asking does not cost anything");
  CAF_CHECK(bucket.spend(start + 200ms) == 300ms);
}

CAF_TEST(who waits as long as told may go on) {
  for (int i = 0; i < 3; ++i)
    (void)bucket.spend(start);
  const auto wait = bucket.spend(start + 123ms);
  CAF_CHECK(bucket.spend(start + 123ms + wait) == 0ms);
  CAF_CHECK(bucket.spend(start + 123ms + wait) > 0ms);
}

CAF_TEST(tokens come back up to the burst and no further) {
  for (int i = 0; i < 3; ++i)
    (void)bucket.spend(start);
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(bucket.spend(start + 24h) == 0ms);
  CAF_CHECK(bucket.spend(start + 24h) == 500ms);
}

CAF_TEST_FIXTURE_SCOPE_END()
