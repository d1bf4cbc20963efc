#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace vestnik::actors {

/// Lets this node connect to each host only so often, so that a server of a thousand accounts that
/// has been away is not stormed when it comes back. Bounded in memory: hosts to which all have
/// connected are forgotten. Thread-safe.
class connect_pace {
public:
  using clock = std::chrono::steady_clock;

  /// Between two connections to a host: 20 a second, which providers let pass.
  static constexpr std::chrono::milliseconds usual{50};

  explicit connect_pace(std::chrono::milliseconds between = usual)
      : between_{between} {}

  /// Takes the next turn at the host if it comes within `patience`; else it is left to others.
  /// @return how long to wait for it; zero: it is now.
  [[nodiscard]] std::chrono::milliseconds
  take_turn(const std::string& host, clock::time_point now,
            std::chrono::milliseconds patience = std::chrono::milliseconds::max());

private:
  void forget_past(clock::time_point now);

  std::chrono::milliseconds between_;
  std::mutex mutex_;
  /// When the next turn at a host is.
  std::unordered_map<std::string, clock::time_point> next_;
  /// When `next_` is next looked through.
  std::size_t next_look_ = 1024;
};

} // namespace vestnik::actors
