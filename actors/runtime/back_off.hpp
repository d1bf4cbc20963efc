#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace vestnik::actors {

/// How long to wait before trying again: a random time in the upper half of a span that
/// doubles from one second to five minutes.
class back_off {
public:
  /// With any seed, so that those who wait for the same do not all come back at once.
  back_off();
  explicit back_off(std::uint64_t seed)
      : random_{seed} {}

  /// The wait before the next attempt.
  [[nodiscard]] std::chrono::milliseconds next();

  /// It worked: begin anew.
  void reset() noexcept { failures_ = 0; }

private:
  std::mt19937_64 random_;
  unsigned failures_ = 0;
};

} // namespace vestnik::actors
