#pragma once

#include "config/defaults.hpp"
#include "config/units/byte_count.hpp"

namespace vestnik::config {

struct limits_settings {
  unsigned messages_per_second = defaults::limits::messages_per_second;
  unsigned message_burst = defaults::limits::message_burst;
  unsigned user_messages_per_second = defaults::limits::user_messages_per_second;
  unsigned user_message_burst = defaults::limits::user_message_burst;
  unsigned address_requests_per_second = defaults::limits::address_requests_per_second;
  unsigned address_request_burst = defaults::limits::address_request_burst;
  unsigned rooms_per_subscribe = defaults::limits::rooms_per_subscribe;
  unsigned rooms_per_connection = defaults::limits::rooms_per_connection;
  unsigned sockets_per_user = defaults::limits::sockets_per_user;
  unsigned anonymous_sockets_per_address = defaults::limits::anonymous_sockets_per_address;
  byte_count message_text = defaults::limits::message_text;

  friend bool operator==(const limits_settings&, const limits_settings&) = default;
};

} // namespace vestnik::config
