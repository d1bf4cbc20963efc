#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace vestnik::actors {

/// Knows whether actors still live that nobody keeps a list of. Thread-safe.
class attendance {
public:
  /// Part of the state of an actor; counts until its last copy is gone.
  using ticket = std::shared_ptr<const void>;

  attendance();

  /// Of one actor more.
  [[nodiscard]] ticket enter();

  /// Waits until all have gone. @return false if some are still there after that time.
  [[nodiscard]] bool wait_until_empty(std::chrono::milliseconds patience);

private:
  struct counter {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t present = 0;
  };

  std::shared_ptr<counter> count_;
};

} // namespace vestnik::actors
