#pragma once

#include "model/error.hpp"

#include <filesystem>
#include <memory>

namespace vestnik::storage {

/// A file that one process has at a time (flock(2)), until the lock ends or the process does,
/// however that ends. The file stays.
class file_lock {
public:
  /// Makes the file (mode 0600) if there is none. Errors: `conflict` if another has it;
  /// `unavailable` with the system's reason.
  static model::result<std::unique_ptr<file_lock>> take(const std::filesystem::path& file);
  ~file_lock();
  file_lock(const file_lock&) = delete;
  file_lock& operator=(const file_lock&) = delete;

private:
  explicit file_lock(int descriptor) noexcept
      : descriptor_{descriptor} {}

  int descriptor_;
};

} // namespace vestnik::storage
