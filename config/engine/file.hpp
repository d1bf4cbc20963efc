#pragma once

#include "config/engine/raw_value.hpp"

#include <string>
#include <string_view>

namespace vestnik::config {

/// Reads a TOML file. A file that cannot be read or is not TOML, and keys that are not
/// in the table of options, become problems with the line.
[[nodiscard]] reading read_file(const std::string& path);

/// The same for text; `name` stands for the path in what is said about it.
[[nodiscard]] reading read_toml(std::string_view text, const std::string& name);

} // namespace vestnik::config
