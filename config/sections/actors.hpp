#pragma once

#include "config/defaults.hpp"
#include "config/units/byte_count.hpp"
#include "config/units/duration.hpp"

namespace vestnik::config {

struct actors_settings {
  unsigned threads = defaults::actors::threads;
  duration room_idle = defaults::actors::room_idle;
  unsigned room_tail_events = defaults::actors::room_tail_events;
  byte_count room_tail_bytes = defaults::actors::room_tail_bytes;

  friend bool operator==(const actors_settings&, const actors_settings&) = default;
};

} // namespace vestnik::config
