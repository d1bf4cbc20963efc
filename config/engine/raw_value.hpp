#pragma once

#include <string>
#include <vector>

namespace vestnik::config {

/// How a scalar was written. The command line and the environment know text only,
/// which is `untyped`; a file tells `"8080"` from `8080`.
enum class form { untyped, text, number, boolean, other };

/// One written scalar.
struct scalar {
  form shape = form::untyped;
  std::string text = {};
};

/// Whether a file wrote one scalar or an array. On the command line and in the
/// environment a list is one scalar with commas.
enum class arity { single, list };

/// A value that somebody wrote, before it is checked.
struct raw_value {
  /// As in the table of options: `net.port`.
  std::string key = {};
  arity count = arity::single;
  /// Exactly one when `count` is `single`.
  std::vector<scalar> items = {};
  /// Where it stands, for people: `vestnik.toml, line 3`, `environment,
  /// VESTNIK_NET_PORT`, `command line, --net.port`.
  std::string from = {};
};

/// The value as it was written, for error messages.
[[nodiscard]] std::string to_text(const raw_value& value);

/// What one source of settings holds, what is wrong with its form, and what is odd but harms
/// nobody (one sentence each, ready to show).
struct reading {
  std::vector<raw_value> values = {};
  std::vector<std::string> problems = {};
  std::vector<std::string> warnings = {};
};

} // namespace vestnik::config
