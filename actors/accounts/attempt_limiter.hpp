#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace vestnik::actors {

/// Slows guessing down without locking anybody out: after so many
/// failures in a row each further one doubles the wait, up to the window. Bounded in
/// memory: what is older than the window is forgotten. Used by one actor.
class attempt_limiter {
public:
  using clock = std::chrono::steady_clock;

  /// @param free failures before waiting begins.
  attempt_limiter(unsigned free, std::chrono::seconds window);

  /// How long `key` must wait before it may try; zero: it tries now, and counts as failed until
  /// `succeeded` or `released` tells otherwise, so that many at once are no more than many in turn.
  [[nodiscard]] std::chrono::milliseconds begin(const std::string& key, clock::time_point now);

  /// A try that has failed and was not begun here.
  void failed(const std::string& key, clock::time_point now);
  void succeeded(const std::string& key);
  /// The try that was begun has no outcome.
  void released(const std::string& key);

private:
  struct record {
    unsigned failures = 0;
    clock::time_point last;
  };

  [[nodiscard]] std::chrono::milliseconds wait(const std::string& key, clock::time_point now) const;
  void forget_old(clock::time_point now);

  unsigned free_;
  std::chrono::seconds window_;
  std::unordered_map<std::string, record> records_;
  /// When `records_` is next looked through.
  std::size_t next_look_ = 1024;
};

} // namespace vestnik::actors
