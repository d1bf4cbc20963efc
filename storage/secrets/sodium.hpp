#pragma once

#include <sodium.h>

#include <cstdlib>
#include <string_view>

namespace vestnik::storage {

/// Prepares libsodium; to be called before each use of it, costs something once.
/// Ends the process if there is no source of randomness. Thread-safe.
inline void prepare_sodium() {
  static const int prepared = sodium_init();
  if (prepared < 0)
    std::abort();
}

/// Text as libsodium wants to see bytes.
[[nodiscard]] inline const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace vestnik::storage
