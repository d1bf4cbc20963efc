#include "actors/runtime/token_bucket.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace vestnik::actors {

token_bucket::token_bucket(rate limit, clock::time_point now)
    : limit_{limit}
    , tokens_{limit.burst}
    , filled_{now} {}

void token_bucket::fill(clock::time_point now) {
  const std::chrono::duration<double> passed = now - filled_;
  tokens_ = std::min(limit_.burst, tokens_ + passed.count() * limit_.per_second);
  filled_ = now;
}

void token_bucket::charge(double tokens, clock::time_point now) {
  fill(now);
  tokens_ = std::max(-limit_.burst, tokens_ - tokens);
}

std::chrono::milliseconds token_bucket::spend(clock::time_point now) {
  fill(now);
  if (tokens_ >= 1) {
    tokens_ -= 1;
    return std::chrono::milliseconds::zero();
  }
  const auto wait = std::ceil((1 - tokens_) / limit_.per_second * 1000);
  return std::chrono::milliseconds{static_cast<std::int64_t>(wait)};
}

} // namespace vestnik::actors
