#pragma once

#include "config/defaults.hpp"
#include "config/units/duration.hpp"

#include <cstdint>
#include <string>

namespace vestnik::config {

struct cluster_settings {
  /// Empty: the node is alone.
  std::string node;
  std::string address{defaults::cluster::address};
  std::uint16_t port = defaults::cluster::port;
  std::string certificate;
  std::string private_key;
  std::string authority;
  duration drain_spread = defaults::cluster::drain_spread;

  friend bool operator==(const cluster_settings&, const cluster_settings&) = default;
};

} // namespace vestnik::config
