#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace vestnik::net {

/// Tells the operator about hosts and origins that were refused and that a setting would let in:
/// once for each, and of so many at most, since strangers choose them. Thread-safe.
class refusal_log {
public:
  /// Later ones are not told.
  static constexpr std::size_t most = 50;

  /// Logs, as a warning, that a `kind` ("origin", "host") of this value was refused.
  /// @param setting that would let it in, by its key.
  void note(std::string_view kind, std::string_view value, std::string_view setting);

private:
  std::mutex mutex_;
  std::set<std::string, std::less<>> told_;
};

} // namespace vestnik::net
