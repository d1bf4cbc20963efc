#pragma once

#include "model/error.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace vestnik::storage {

/// The `size` raw bytes of a key file. If there is no such file it is made with random
/// bytes, mode 0600, whole or not at all; of several who make it at the same time all
/// get the same key.
/// Errors: `invalid` on `secrets.key-file` if group or others may read or write the
/// file, or it has another size; `unavailable` with the system's reason.
model::result<std::string> read_or_make_key(const std::filesystem::path& file, std::size_t size);

} // namespace vestnik::storage
