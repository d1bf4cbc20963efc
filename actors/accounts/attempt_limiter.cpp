#include "actors/accounts/attempt_limiter.hpp"

#include <algorithm>

namespace vestnik::actors {

attempt_limiter::attempt_limiter(unsigned free, std::chrono::seconds window)
    : free_{free}
    , window_{window} {}

std::chrono::milliseconds attempt_limiter::begin(const std::string& key, clock::time_point now) {
  const auto left = wait(key, now);
  if (left.count() == 0)
    failed(key, now);
  return left;
}

std::chrono::milliseconds attempt_limiter::wait(const std::string& key,
                                                clock::time_point now) const {
  const auto found = records_.find(key);
  if (found == records_.end() || found->second.failures < free_)
    return {};
  // 2^20 s is far beyond any window; a larger shift would overflow.
  const auto doublings = std::min(found->second.failures - free_, 20U);
  const auto pause = std::min(std::chrono::seconds{1U << doublings}, window_);
  const auto left = found->second.last + pause - now;
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(left),
                  std::chrono::milliseconds::zero());
}

void attempt_limiter::failed(const std::string& key, clock::time_point now) {
  if (records_.size() >= next_look_)
    forget_old(now);
  auto& mine = records_[key];
  if (now - mine.last > window_)
    mine.failures = 0;
  ++mine.failures;
  mine.last = now;
}

void attempt_limiter::succeeded(const std::string& key) { records_.erase(key); }

void attempt_limiter::released(const std::string& key) {
  if (const auto found = records_.find(key);
      found != records_.end() && --found->second.failures == 0)
    records_.erase(found);
}

void attempt_limiter::forget_old(clock::time_point now) {
  std::erase_if(records_, [&](const auto& entry) { return now - entry.second.last > window_; });
  next_look_ = std::max<std::size_t>(1024, records_.size() * 2);
}

} // namespace vestnik::actors
