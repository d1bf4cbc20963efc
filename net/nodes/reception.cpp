#include "net/nodes/reception.hpp"

#include "model/values/ip_address.hpp"

#include <utility>

namespace vestnik::net {

std::shared_ptr<void> reception::enter(std::string_view address, std::function<void()> leave) {
  std::function<void()> crowded_out;
  std::uint64_t number = 0;
  {
    const std::lock_guard lock{mutex_};
    if (inside_.size() >= places_) {
      const auto oldest = crowd_of_most();
      crowded_out = std::move(oldest->second.leave);
      inside_.erase(oldest);
    }
    number = ++last_;
    inside_.emplace(number, guest{model::client_key(address), std::move(leave)});
  }
  if (crowded_out)
    crowded_out();
  return {this, [in = shared_from_this(), number](void*) { in->leave(number); }};
}

/// The oldest of those who have the most places.
reception::guests::iterator reception::crowd_of_most() {
  std::map<std::string_view, std::size_t> counts;
  for (const auto& [number, each] : inside_)
    ++counts[each.client];
  auto out = inside_.begin();
  for (auto each = inside_.begin(); each != inside_.end(); ++each)
    if (counts[each->second.client] > counts[out->second.client])
      out = each;
  return out;
}

void reception::leave(std::uint64_t number) {
  const std::lock_guard lock{mutex_};
  inside_.erase(number);
}

} // namespace vestnik::net
