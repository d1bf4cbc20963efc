#pragma once

#include <string>

namespace vestnik::config {

/// `key_file` is never empty in what `load` returns.
struct secrets_settings {
  std::string key_file;

  friend bool operator==(const secrets_settings&, const secrets_settings&) = default;
};

} // namespace vestnik::config
