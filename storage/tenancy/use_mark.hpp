#pragma once

#include "model/error.hpp"
#include "model/values/time.hpp"

#include <filesystem>
#include <optional>

namespace vestnik::storage {

/// A file beside the master key, KEYFILE.used, that says when this server used its database last.
/// It stands apart from the database's backups, as the key does: a database that was used last
/// before that time is a restored one.
class use_mark {
public:
  explicit use_mark(const std::filesystem::path& key_file);

  /// Nothing if there is no file, or none that `write` made.
  [[nodiscard]] std::optional<model::timestamp> read() const;

  /// Replaces the file whole or not at all. Errors: `unavailable` with the system's reason.
  [[nodiscard]] model::result<void> write(model::timestamp at) const;

private:
  std::filesystem::path file_;
};

} // namespace vestnik::storage
