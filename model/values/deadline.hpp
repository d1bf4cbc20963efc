#pragma once

#include <chrono>

namespace vestnik::model {

/// Until when somebody waits for an answer. Work that has not begun by then is not begun: nobody
/// would hear of it. It is of one process, since steady clocks have nothing in common; between
/// nodes travels what is left.
class deadline {
public:
  using clock = std::chrono::steady_clock;

  /// None: somebody waits without end.
  constexpr deadline() noexcept = default;
  constexpr explicit deadline(clock::time_point at) noexcept
      : at_{at} {}

  /// So long after `now`; none for a time that the clock cannot reach.
  [[nodiscard]] static deadline after(std::chrono::milliseconds budget, clock::time_point now);

  [[nodiscard]] constexpr clock::time_point at() const noexcept { return at_; }
  [[nodiscard]] constexpr bool has_passed(clock::time_point now) const noexcept {
    return now >= at_;
  }
  /// Whole milliseconds, so that nobody is given more than there is; zero once it has passed, the
  /// greatest number if there is none.
  [[nodiscard]] std::chrono::milliseconds left(clock::time_point now) const;

  friend constexpr auto operator<=>(const deadline&, const deadline&) = default;

private:
  clock::time_point at_ = clock::time_point::max();
};

} // namespace vestnik::model
