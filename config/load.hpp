#pragma once

#include "config/engine/environment.hpp"
#include "config/settings.hpp"

#include <string>
#include <vector>

namespace vestnik::config {

/// What `main` has to do with the arguments it was given.
struct outcome {
  enum class kind {
    /// Start with `values`.
    run,
    /// Open what `values` name, and end without a start.
    check,
    /// Write `text` to the standard output and end with `exit_code`.
    print_and_exit,
    /// Write `text` to the standard error and end with `exit_code`.
    error,
  };

  kind next = kind::error;
  settings values = {};
  std::string text = {};
  int exit_code = 0;
  /// What was written and is not used, one sentence each.
  std::vector<std::string> warnings = {};
};

/// Settings that are wrong end the program with this code, which service managers read
/// as "do not restart" (EX_CONFIG of sysexits.h).
inline constexpr int bad_configuration = 78;

/// Puts the settings together: defaults, then the file (`--config` or `VESTNIK_CONFIG`;
/// none is read unasked), then the environment, then the command line, the later over
/// the earlier. All that is wrong is reported at once, one line each: key, value, where
/// it stands and what is allowed. Reads the file; writes and logs nothing.
[[nodiscard]] outcome load(int argc, const char* const* argv, const environment& variables);

} // namespace vestnik::config
