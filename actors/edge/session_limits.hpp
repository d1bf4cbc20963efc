#pragma once

#include "actors/accounts/allowances.hpp"
#include "config/defaults.hpp"
#include "model/values/token_bucket.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace vestnik::actors {

/// How much one connection may do.
struct session_limits {
  model::rate messages{config::defaults::limits::messages_per_second,
                       config::defaults::limits::message_burst};
  /// Commands and subscriptions under way at once; inboxes have no other bound.
  std::size_t in_flight = 64;
  /// Rooms that it may be subscribed to.
  std::size_t rooms = config::defaults::limits::rooms_per_connection;
  /// Of a subscription without an answer; commands have their own (`command_traits`).
  std::chrono::seconds patience{30};
  /// Bytes of one reply, which may be more than `net.outbox-bytes`: one frame of any size may wait.
  std::size_t reply = config::defaults::net::outbox_bytes;
  /// What it shares with others: the allowances of its person and of its address.
  std::vector<std::shared_ptr<allowance>> shared = {};
};

} // namespace vestnik::actors
