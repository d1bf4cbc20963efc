#pragma once

#include "consumers/dispatch/call.hpp"

#include <chrono>
#include <cstddef>
#include <functional>

namespace vestnik::consumers {

/// So many requests at once, and as many more in each `per`.
struct allowance {
  std::size_t requests = 1;
  std::chrono::milliseconds per{1'000};
};

using throttle_clock = std::function<std::chrono::steady_clock::time_point()>;

/// A decorator that refuses what comes faster with `too_many` and the time to wait. Each
/// connection has an allowance of its own, which all handlers share that are given the
/// same decorator.
[[nodiscard]] decorator throttle(allowance allowed,
                                 throttle_clock now = &std::chrono::steady_clock::now);

} // namespace vestnik::consumers
