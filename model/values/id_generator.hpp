#pragma once

#include "model/values/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace vestnik::model {

/// Makes the product's 64-bit ids: 41 bits of milliseconds since 2024-01-01 UTC,
/// 10 bits of node slot, 12 bits of counter. Ids of one generator
/// strictly increase, also when the wall clock is set back; when a millisecond's
/// counter is exhausted the next id borrows from the next millisecond.
/// Thread-safe and lock-free.
class id_generator {
public:
  using clock = std::chrono::system_clock;

  /// @param node_slot 0 for a single node, else the slot of the node's row, < 1024.
  explicit id_generator(std::uint16_t node_slot) noexcept;

  [[nodiscard]] std::int64_t next() noexcept { return next(now()); }

  /// As `next()`, with the time given; for tests of a clock that jumps.
  [[nodiscard]] std::int64_t next(clock::time_point now) noexcept;

private:
  std::uint16_t node_slot_;
  /// milliseconds << 12 | counter of the newest id.
  std::atomic<std::int64_t> last_{0};
};

} // namespace vestnik::model
