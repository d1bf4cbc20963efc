#pragma once

#include "config/engine/raw_value.hpp"

#include <optional>
#include <string>

namespace vestnik::config {

/// What the program is asked to do.
enum class request { run, help, version, check_config, print_config };

/// The program's arguments, before their values are checked.
struct command_line {
  request wish = request::run;
  /// Of `--help=FORM`: `text`, `toml` or `markdown`.
  std::string help_form;
  /// Of `--config FILE`.
  std::optional<std::string> file;
  reading options;
};

/// Reads `--key value` and `--key=value` for every option and its short form (a repeated one counts
/// as written last, so that a script's arguments can be appended to) and the program's own flags. A
/// boolean option may stand without a value. Unknown arguments become problems.
[[nodiscard]] command_line read_command_line(int argc, const char* const* argv);

} // namespace vestnik::config
