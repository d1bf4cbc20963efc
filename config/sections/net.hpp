#pragma once

#include "config/defaults.hpp"
#include "config/units/byte_count.hpp"
#include "config/units/duration.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::config {

struct net_settings {
  std::string address{defaults::net::address};
  std::uint16_t port = defaults::net::port;
  unsigned io_threads = defaults::net::io_threads;
  std::string certificate;
  std::string private_key;
  std::string web_root{defaults::net::web_root};
  std::string public_origin;
  std::vector<std::string> names;
  std::vector<std::string> trusted_proxies;
  bool proxy_protocol = false;
  std::vector<std::string> allowed_origins;
  byte_count max_message = defaults::net::max_message;
  byte_count outbox_bytes = defaults::net::outbox_bytes;
  unsigned outbox_frames = defaults::net::outbox_frames;
  byte_count max_body = defaults::net::max_body;
  byte_count max_header = defaults::net::max_header;
  unsigned max_header_lines = defaults::net::max_header_lines;
  byte_count max_target = defaults::net::max_target;
  duration header_timeout = defaults::net::header_timeout;
  duration keep_alive = defaults::net::keep_alive;
  duration idle_timeout = defaults::net::idle_timeout;
  duration drain_timeout = defaults::net::drain_timeout;
  bool compression = defaults::net::compression;
  bool test_echo = false;

  friend bool operator==(const net_settings&, const net_settings&) = default;
};

} // namespace vestnik::config
