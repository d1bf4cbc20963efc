#include "model/values/token_bucket.hpp"

#include <doctest/doctest.h>

namespace vestnik::model::token_bucket_tests {

TEST_SUITE_BEGIN("model/values/token_bucket");

using namespace vestnik::model;
using namespace std::chrono_literals;

namespace {

const token_bucket::clock::time_point start{1h};

struct fixture {
  token_bucket bucket{{2, 3}, start};
};

} // namespace

TEST_CASE_FIXTURE(fixture, "a burst is allowed and then one must wait for the next token") {
  for (int i = 0; i < 3; ++i)
    CHECK(bucket.spend(start) == 0ms);
  CHECK(bucket.spend(start) == 500ms);
  // Asking does not cost anything.
  CHECK(bucket.spend(start + 200ms) == 300ms);
}

TEST_CASE_FIXTURE(fixture, "a taker that waits as long as the bucket says may go on") {
  for (int i = 0; i < 3; ++i)
    (void)bucket.spend(start);
  const auto wait = bucket.spend(start + 123ms);
  CHECK(bucket.spend(start + 123ms + wait) == 0ms);
  CHECK(bucket.spend(start + 123ms + wait) > 0ms);
}

TEST_CASE_FIXTURE(fixture, "tokens come back up to the burst and no further") {
  for (int i = 0; i < 3; ++i)
    (void)bucket.spend(start);
  for (int i = 0; i < 3; ++i)
    CHECK(bucket.spend(start + 24h) == 0ms);
  CHECK(bucket.spend(start + 24h) == 500ms);
}

TEST_CASE("a bucket with an interval says whole waits") {
  token_bucket bucket{2, token_bucket::interval{1h} / 2, start};
  for (int i = 0; i < 2; ++i)
    CHECK(bucket.spend(start) == 0ms);
  CHECK(bucket.spend(start) == 30min);
}

TEST_SUITE_END();

} // namespace vestnik::model::token_bucket_tests
