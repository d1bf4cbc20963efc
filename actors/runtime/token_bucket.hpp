#pragma once

#include <chrono>

namespace vestnik::actors {

/// How often something may happen.
struct rate {
  double per_second = 20;
  double burst = 60;
};

/// Spends one token per event; tokens come back at the rate's speed up to its burst.
/// Used by one actor.
class token_bucket {
public:
  using clock = std::chrono::steady_clock;

  token_bucket(rate limit, clock::time_point now);

  /// How long to wait before the next event is allowed; zero: it is, and was counted.
  [[nodiscard]] std::chrono::milliseconds spend(clock::time_point now);

  /// Takes off what was spent elsewhere; at most a burst is owed then.
  void charge(double tokens, clock::time_point now);

private:
  void fill(clock::time_point now);

  rate limit_;
  double tokens_;
  clock::time_point filled_;
};

} // namespace vestnik::actors
