#include "model/values/token_bucket.hpp"

#include <algorithm>
#include <utility>

namespace vestnik::model {

token_bucket::token_bucket(rate limit, clock::time_point now)
    : token_bucket{limit.burst, interval{1000 / limit.per_second}, now} {}

token_bucket::token_bucket(double burst, interval refill, clock::time_point now)
    : burst_{burst}
    , refill_{refill}
    , tokens_{burst}
    , filled_{now} {}

void token_bucket::fill(clock::time_point now) {
  tokens_ = std::min(burst_, tokens_ + (now - std::exchange(filled_, now)) / refill_);
}

void token_bucket::charge(double tokens, clock::time_point now) {
  fill(now);
  tokens_ = std::max(-burst_, tokens_ - tokens);
}

std::chrono::milliseconds token_bucket::spend(clock::time_point now) {
  fill(now);
  if (tokens_ < 1)
    return std::chrono::ceil<std::chrono::milliseconds>((1 - tokens_) * refill_);
  tokens_ -= 1;
  return std::chrono::milliseconds::zero();
}

} // namespace vestnik::model
