#include "actors/accounts/allowances.hpp"

#include <algorithm>

namespace vestnik::actors {

std::chrono::milliseconds allowance::spend(clock::time_point now) {
  const std::lock_guard lock{mutex_};
  const auto wait = bucket_.spend(now);
  if (wait.count() == 0)
    ++spent_;
  return wait;
}

void allowance::spend_more(std::uint32_t tokens, clock::time_point now) {
  const std::lock_guard lock{mutex_};
  bucket_.charge(tokens, now);
  spent_ += tokens;
}

void allowance::charge(double tokens, clock::time_point now) {
  const std::lock_guard lock{mutex_};
  bucket_.charge(tokens, now);
}

std::uint32_t allowance::take_spent() {
  const std::lock_guard lock{mutex_};
  return std::exchange(spent_, 0);
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

std::vector<std::pair<std::string, std::uint32_t>> allowances::take_spent() {
  const std::lock_guard lock{mutex_};
  std::vector<std::pair<std::string, std::uint32_t>> all;
  for (const auto& [whose, each] : entries_)
    if (const auto tokens = each.held->take_spent(); tokens > 0)
      all.emplace_back(whose, tokens);
  return all;
}

void allowances::charge(std::string_view whose, std::uint32_t tokens, clock::time_point now) {
  of(whose, now)->charge(tokens, now);
}

void allowances::forget_unused(clock::time_point now) {
  // From the deepest debt, a burst (`allowance::charge`), to a full one.
  const std::chrono::duration<double> until_full{2 * each_.burst / each_.per_second};
  std::erase_if(entries_, [&](const auto& each) {
    const auto& [held, used] = each.second;
    return held.use_count() == 1 && now - used >= until_full;
  });
  next_look_ = std::max<std::size_t>(1024, entries_.size() * 2);
}

} // namespace vestnik::actors
