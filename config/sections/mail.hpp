#pragma once

#include "config/defaults.hpp"
#include "config/units/byte_count.hpp"
#include "config/units/duration.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::config {

struct mail_settings {
  std::vector<std::string> allow_private_ranges;
  std::vector<std::uint16_t> allow_ports;
  std::string extra_ca;
  byte_count max_message = defaults::mail::max_message;
  duration idle_renewal = defaults::mail::idle_renewal;
  duration poll_interval = defaults::mail::poll_interval;
  unsigned chunk_messages = defaults::mail::chunk_messages;
  byte_count chunk_bytes = defaults::mail::chunk_bytes;
  unsigned accounts_per_user = defaults::mail::accounts_per_user;
  byte_count in_flight = defaults::mail::in_flight;
  unsigned parsers = defaults::mail::parsers;
  unsigned snippet = defaults::mail::snippet;

  friend bool operator==(const mail_settings&, const mail_settings&) = default;
};

} // namespace vestnik::config
