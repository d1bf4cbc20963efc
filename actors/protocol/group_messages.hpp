#pragma once

#include "model/values/json.hpp"

#include <caf/actor_control_block.hpp>

#include <cstdint>
#include <memory>
#include <string>

// The messages of sessions and the groups of their node; actors.hpp has their receivers.

namespace vestnik::actors {

/// A message to a group; the members share it.
struct group_text {
  std::string group;
  model::json_text payload;
};

/// A session belongs to a group from now on, by a membership that it numbers itself.
struct group_join {
  std::string group;
  std::uint64_t membership = 0;
  /// A `session_actor`.
  caf::strong_actor_ptr session;
};

struct group_leave {
  std::uint64_t membership = 0;
  caf::actor_id session = 0;
};

struct group_send {
  std::shared_ptr<const group_text> text;
};

/// Another node's `group_send`.
struct remote_group_send {
  std::shared_ptr<const group_text> text;
};

/// To a member, once for each of its memberships.
struct group_message {
  std::uint64_t membership = 0;
  std::shared_ptr<const group_text> text;
};

} // namespace vestnik::actors
