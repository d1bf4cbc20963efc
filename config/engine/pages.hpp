#pragma once

#include "config/engine/assembly.hpp"

#include <string>

/// Texts made from the table of options.
namespace vestnik::config {

/// What `--help` prints.
[[nodiscard]] std::string help_page();

/// vestnik.toml.example: every option, commented out, with its default.
[[nodiscard]] std::string example_page();

/// docs/configuration.md.
[[nodiscard]] std::string reference_page();

/// What `--print-config` prints: the settings as a TOML file that means the same, with
/// the origin of each value as a comment. Passwords are hidden; such a line is commented
/// out as a whole.
[[nodiscard]] std::string settings_page(const assembly& built);

} // namespace vestnik::config
