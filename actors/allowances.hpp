#pragma once

#include "actors/token_bucket.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vestnik::actors {

/// A token bucket that several connections spend from. Thread-safe.
class allowance {
public:
  using clock = token_bucket::clock;

  allowance(rate limit, clock::time_point now)
      : bucket_{limit, now} {}

  /// As `token_bucket::spend`.
  [[nodiscard]] std::chrono::milliseconds spend(clock::time_point now);

private:
  std::mutex mutex_;
  token_bucket bucket_;
};

/// How often people, or addresses, may do something over all their connections to this
/// node (product.md D5). Thread-safe.
class allowances {
public:
  using clock = token_bucket::clock;

  explicit allowances(rate each)
      : each_{each} {}

  /// The one of `whose`, made if nobody holds it: what was spent is forgotten no sooner
  /// than it would have come back.
  [[nodiscard]] std::shared_ptr<allowance> of(std::string_view whose, clock::time_point now);

private:
  struct entry {
    std::shared_ptr<allowance> held;
    clock::time_point used;
  };

  void forget_unused(clock::time_point now);

  const rate each_;
  std::mutex mutex_;
  std::unordered_map<std::string, entry> entries_;
  /// How many there may be before they are looked through.
  std::size_t next_look_ = 1024;
};

} // namespace vestnik::actors
