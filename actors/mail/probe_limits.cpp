#include "actors/mail/probe_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace vestnik::actors {

namespace {

std::string key_of(model::user_id person) { return to_string(person); }

std::string key_of(model::user_id person, const model::mail_server& at) {
  return fmt::format("{} {}\n{}", person.value, at.host, at.user);
}

} // namespace

model::result<void> probe_limits::check(model::user_id person, const model::mail_server& at,
                                        clock::time_point now) {
  const std::lock_guard alone{mutex_};
  const auto pause = std::max(wait(key_of(person, at), failures_per_mailbox, now),
                              wait(key_of(person), failures_per_person, now));
  if (pause.count() == 0)
    return {};
  return model::error{model::ec::too_many,
                      "the mail server has refused too many sign-ins; try again later",
                      {},
                      pause};
}

void probe_limits::failed(model::user_id person, const model::mail_server& at,
                          clock::time_point now) {
  const std::lock_guard alone{mutex_};
  if (failures_.size() >= next_look_) {
    std::erase_if(failures_,
                  [now](const auto& each) { return each.second.back() + window <= now; });
    next_look_ = std::max<std::size_t>(1024, 2 * failures_.size());
  }
  note(key_of(person, at), now);
  note(key_of(person), now);
}

std::chrono::milliseconds probe_limits::wait(const std::string& key, std::size_t most,
                                             clock::time_point now) {
  const auto found = failures_.find(key);
  if (found == failures_.end() || found->second.size() < most)
    return {};
  const auto free = found->second.at(found->second.size() - most) + window;
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(free - now),
                  std::chrono::milliseconds::zero());
}

void probe_limits::note(std::string key, clock::time_point now) {
  auto& mine = failures_[std::move(key)];
  mine.push_back(now);
  if (mine.size() > failures_per_person)
    mine.pop_front();
}

} // namespace vestnik::actors
