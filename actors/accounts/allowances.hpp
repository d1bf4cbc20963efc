#pragma once

#include "model/values/token_bucket.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vestnik::actors {

/// A token bucket that several connections spend from. Thread-safe.
class allowance {
public:
  using clock = model::token_bucket::clock;

  allowance(model::rate limit, clock::time_point now)
      : bucket_{limit, now} {}

  /// As `model::token_bucket::spend`.
  [[nodiscard]] std::chrono::milliseconds spend(clock::time_point now);

  /// Takes off what a message has cost beside the token that was spent for it.
  void spend_more(std::uint32_t tokens, clock::time_point now);

  /// As `model::token_bucket::charge`; a negative number gives back.
  void charge(double tokens, clock::time_point now);

  /// How often it was spent from since the last call.
  [[nodiscard]] std::uint32_t take_spent();

private:
  std::mutex mutex_;
  model::token_bucket bucket_;
  std::uint32_t spent_ = 0;
};

/// How often people, or addresses, may do something over all their connections. The LEDGER takes
/// off what they spend on other nodes of a cluster. Thread-safe.
class allowances {
public:
  using clock = model::token_bucket::clock;

  explicit allowances(model::rate each)
      : each_{each} {}

  /// The one of `whose`, made if nobody holds it: what was spent is forgotten no sooner
  /// than it would have come back.
  [[nodiscard]] std::shared_ptr<allowance> of(std::string_view whose, clock::time_point now);

  /// What was spent since the last call, by name; without those that spent nothing.
  [[nodiscard]] std::vector<std::pair<std::string, std::uint32_t>> take_spent();

  /// Takes off what `whose` has spent on other nodes.
  void charge(std::string_view whose, std::uint32_t tokens, clock::time_point now);

private:
  struct entry {
    std::shared_ptr<allowance> held;
    clock::time_point used;
  };

  void forget_unused(clock::time_point now);

  const model::rate each_;
  std::mutex mutex_;
  std::unordered_map<std::string, entry> entries_;
  /// How many there may be before they are looked through.
  std::size_t next_look_ = 1024;
};

} // namespace vestnik::actors
