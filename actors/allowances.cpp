#include "actors/allowances.hpp"

#include <algorithm>

namespace vestnik::actors {

std::chrono::milliseconds allowance::spend(clock::time_point now) {
  const std::lock_guard lock{mutex_};
  return bucket_.spend(now);
}

std::shared_ptr<allowance> allowances::of(std::string_view whose, clock::time_point now) {
  const std::lock_guard lock{mutex_};
  auto& [held, used] = entries_[std::string{whose}];
  if (!held)
    held = std::make_shared<allowance>(each_, now);
  used = now;
  const auto found = held;
  if (entries_.size() >= next_look_)
    forget_unused(now);
  return found;
}

void allowances::forget_unused(clock::time_point now) {
  const std::chrono::duration<double> until_full{each_.burst / each_.per_second};
  std::erase_if(entries_, [&](const auto& each) {
    const auto& [held, used] = each.second;
    return held.use_count() == 1 && now - used >= until_full;
  });
  next_look_ = std::max<std::size_t>(1024, entries_.size() * 2);
}

} // namespace vestnik::actors
