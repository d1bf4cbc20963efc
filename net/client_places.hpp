#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace vestnik::net {

/// Counts what each client has of something, by `model::client_key`, and gives nobody more of it
/// than a share. Thread-safe.
class client_places {
public:
  /// Given back when the last copy goes, on any thread.
  using place = std::shared_ptr<const void>;

  /// @param most that one client may have.
  explicit client_places(std::size_t most);

  /// Null if the client has as many as it may.
  [[nodiscard]] place take(const std::string& client);

private:
  struct counts;

  const std::shared_ptr<counts> counts_;
};

} // namespace vestnik::net
