#include "actors/runtime/attendance.hpp"

namespace vestnik::actors {

attendance::attendance()
    : count_{std::make_shared<counter>()} {}

attendance::ticket attendance::enter() {
  const std::lock_guard alone{count_->mutex};
  ++count_->present;
  // Not the address matters, but the end.
  return {count_.get(), [count = count_](const void*) {
            const std::lock_guard leaving{count->mutex};
            --count->present;
            count->changed.notify_all();
          }};
}

bool attendance::wait_until_empty(std::chrono::milliseconds patience) {
  std::unique_lock lock{count_->mutex};
  return count_->changed.wait_for(lock, patience, [this] { return count_->present == 0; });
}

} // namespace vestnik::actors
