#include "actors/mail/connect_pace.hpp"

#include <algorithm>
#include <cstddef>

namespace vestnik::actors {

std::chrono::milliseconds connect_pace::take_turn(const std::string& host, clock::time_point now,
                                                  std::chrono::milliseconds patience) {
  const std::lock_guard alone{mutex_};
  if (next_.size() >= next_look_)
    forget_past(now);
  auto& next = next_[host];
  const auto turn = std::max(now, next);
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(turn - now);
  if (wait <= patience)
    next = turn + between_;
  return wait;
}

void connect_pace::forget_past(clock::time_point now) {
  std::erase_if(next_, [now](const auto& host) { return host.second <= now; });
  next_look_ = std::max<std::size_t>(1024, 2 * next_.size());
}

} // namespace vestnik::actors
