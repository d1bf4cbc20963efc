#pragma once

#include "model/values/deadline.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace vestnik::actors {

/// What an actor has asked others and has no answer to yet: a `T` for each, by a number, until its
/// deadline. One timer of the actor does for all.
template <class T>
class awaited_answers {
public:
  using clock = model::deadline::clock;

  /// @return its number, which is never given again.
  std::uint64_t add(model::deadline until, T question) {
    const auto number = ++last_;
    all_.emplace(number, entry{until, std::move(question)});
    by_time_.emplace(until, number);
    return number;
  }

  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

  /// Null if it is awaited no longer.
  [[nodiscard]] const T* find(std::uint64_t number) const {
    const auto found = all_.find(number);
    return found == all_.end() ? nullptr : &found->second.question;
  }

  /// It is awaited no longer; nothing if it was not.
  std::optional<T> take(std::uint64_t number) {
    const auto found = all_.find(number);
    if (found == all_.end())
      return std::nullopt;
    by_time_.erase({found->second.until, number});
    auto out = std::move(found->second.question);
    all_.erase(found);
    return out;
  }

  /// One whose time is over, the earliest first.
  std::optional<T> take_overdue(clock::time_point now) {
    if (by_time_.empty() || !by_time_.begin()->first.has_passed(now))
      return std::nullopt;
    return take(by_time_.begin()->second);
  }

  /// All for which the condition holds, in the order in which they were added.
  template <class Condition>
  std::vector<T> take_if(Condition condition) {
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, each] : all_)
      if (condition(each.question))
        numbers.push_back(number);
    std::vector<T> out;
    out.reserve(numbers.size());
    for (const auto number : numbers)
      out.push_back(*take(number));
    return out;
  }

  /// In how long some answer may be overdue; nothing if there is none, or if an earlier call has
  /// said so already and that time has not come.
  std::optional<clock::duration> next_look(clock::time_point now) {
    if (looks_at_ <= now)
      looks_at_ = clock::time_point::max();
    if (by_time_.empty() || by_time_.begin()->first.at() >= looks_at_)
      return std::nullopt;
    looks_at_ = by_time_.begin()->first.at();
    return looks_at_ - now;
  }

private:
  struct entry {
    model::deadline until;
    T question;
  };

  std::map<std::uint64_t, entry> all_;
  std::set<std::pair<model::deadline, std::uint64_t>> by_time_;
  std::uint64_t last_ = 0;
  clock::time_point looks_at_ = clock::time_point::max();
};

} // namespace vestnik::actors
