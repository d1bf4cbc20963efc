#include "consumers/generic/throttle.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace vestnik::consumers {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Full at first; each request takes one, and time brings them back.
struct bucket {
  double left = 0;
  steady_clock::time_point seen;
};

} // namespace

decorator throttle(allowance allowed, throttle_clock now) {
  const auto most = static_cast<double>(std::max<std::size_t>(allowed.requests, 1));
  const auto each = std::chrono::duration<double, std::milli>{allowed.per} / most;
  // Its address names the bucket within each connection.
  return [key = std::make_shared<char>(), most, each, now = std::move(now)](call& what,
                                                                            const next& go) {
    const auto time = now();
    auto& mine = what.at.state<bucket>(key, bucket{most, time});
    mine.left = std::min(most, mine.left + (time - std::exchange(mine.seen, time)) / each);
    if (mine.left < 1)
      throw model::error{model::ec::too_many,
                         "too many requests",
                         {},
                         std::chrono::ceil<milliseconds>((1 - mine.left) * each)};
    mine.left -= 1;
    go();
  };
}

} // namespace vestnik::consumers
