#pragma once

#include "config/defaults.hpp"
#include "config/units/duration.hpp"

#include <string>

namespace vestnik::config {

/// `url` and `data_dir` are never empty in what `load` returns.
struct storage_settings {
  std::string data_dir;
  std::string url;
  unsigned readers = defaults::storage::readers;
  duration log_retention = defaults::storage::log_retention;
  duration personal_log_retention = defaults::storage::personal_log_retention;

  friend bool operator==(const storage_settings&, const storage_settings&) = default;
};

} // namespace vestnik::config
