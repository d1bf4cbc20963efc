#pragma once

#include <cstddef>
#include <string>

namespace vestnik::storage {

/// `count` bytes from the system's generator for secrets (libsodium). Thread-safe.
[[nodiscard]] std::string random_bytes(std::size_t count);

} // namespace vestnik::storage
