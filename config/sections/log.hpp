#pragma once

namespace vestnik::config {

/// Least important message that is logged.
enum class log_level { trace, debug, info, warning, error };
/// `text` for people at a terminal, `json` (one object per line) for collectors.
enum class log_format { text, json };

struct log_settings {
  log_level level = log_level::info;
  log_format format = log_format::text;

  friend bool operator==(const log_settings&, const log_settings&) = default;
};

} // namespace vestnik::config
