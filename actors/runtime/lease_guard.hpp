#pragma once

#include <atomic>
#include <chrono>

namespace vestnik::actors {

/// Until when a node may act as the owner of what belongs to it, by its own clock. It is looked at
/// before each word to a server that knows no fencing tokens: a process that was stopped for a
/// while does not notice when it goes on. Thread-safe.
class lease_guard {
public:
  using clock = std::chrono::steady_clock;

  /// Alone, for ever.
  [[nodiscard]] bool holds() const noexcept {
    return clock::now().time_since_epoch().count() < until_.load(std::memory_order_acquire);
  }

  void hold_until(clock::time_point end) noexcept {
    until_.store(end.time_since_epoch().count(), std::memory_order_release);
  }

private:
  std::atomic<clock::rep> until_{clock::time_point::max().time_since_epoch().count()};
};

} // namespace vestnik::actors
