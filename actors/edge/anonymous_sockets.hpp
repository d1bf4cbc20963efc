#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace vestnik::actors {

/// Counts the sockets of a node whose clients have not signed in, by `model::client_key`: nobody
/// else counts them. Thread-safe.
class anonymous_sockets {
public:
  /// A socket's place; given back when the last copy goes, on any thread.
  using place = std::shared_ptr<const void>;

  /// @param most that one client may have.
  explicit anonymous_sockets(std::size_t most);

  /// Null if the client has as many as it may.
  [[nodiscard]] place take(const std::string& client);

private:
  struct counts;

  const std::shared_ptr<counts> counts_;
};

} // namespace vestnik::actors
