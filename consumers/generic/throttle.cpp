#include "consumers/generic/throttle.hpp"

#include "model/values/token_bucket.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace vestnik::consumers {

decorator throttle(allowance allowed, throttle_clock now) {
  const auto burst = static_cast<double>(std::max<std::size_t>(allowed.requests, 1));
  const auto refill = model::token_bucket::interval{allowed.per} / burst;
  // Its address names the bucket within each connection.
  return [key = std::make_shared<char>(), burst, refill, now = std::move(now)](call& current,
                                                                               const next& go) {
    const auto time = now();
    auto& bucket =
        current.at.state<model::token_bucket>(key, model::token_bucket{burst, refill, time});
    if (const auto wait = bucket.spend(time); wait.count() > 0)
      throw model::error{model::ec::too_many, "too many requests", {}, wait};
    go();
  };
}

} // namespace vestnik::consumers
