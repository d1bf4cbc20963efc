#pragma once

#include "config/defaults.hpp"
#include "config/units/byte_count.hpp"
#include "config/units/duration.hpp"

namespace vestnik::config {

struct accounts_settings {
  byte_count argon2_memory = defaults::accounts::argon2_memory;
  unsigned argon2_passes = defaults::accounts::argon2_passes;
  unsigned hash_queue = defaults::accounts::hash_queue;
  duration session_lifetime = defaults::accounts::session_lifetime;
  duration ticket_lifetime = defaults::accounts::ticket_lifetime;
  unsigned sign_in_attempts = defaults::accounts::sign_in_attempts;
  duration sign_in_window = defaults::accounts::sign_in_window;
  unsigned address_attempts_per_minute = defaults::accounts::address_attempts_per_minute;

  friend bool operator==(const accounts_settings&, const accounts_settings&) = default;
};

} // namespace vestnik::config
