#pragma once

#include <chrono>

namespace vestnik::model {

/// How often something may happen.
struct rate {
  double per_second;
  double burst;
};

/// Spends one token per event; tokens come back at the rate's speed up to its burst. Used
/// by one owner at a time.
class token_bucket {
public:
  using clock = std::chrono::steady_clock;
  using interval = std::chrono::duration<double, std::milli>;

  token_bucket(rate limit, clock::time_point now);
  /// Of `burst` tokens at most; one comes back each `refill`.
  token_bucket(double burst, interval refill, clock::time_point now);

  /// How long to wait before the next event is allowed; zero: it is, and was counted.
  [[nodiscard]] std::chrono::milliseconds spend(clock::time_point now);

  /// Takes off what was spent elsewhere; at most a burst is owed then.
  void charge(double tokens, clock::time_point now);

private:
  void fill(clock::time_point now);

  double burst_;
  interval refill_;
  double tokens_;
  clock::time_point filled_;
};

} // namespace vestnik::model
