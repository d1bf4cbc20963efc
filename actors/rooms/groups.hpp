#pragma once

#include "actors/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

namespace vestnik::actors {

struct groups_settings {
  /// Names for which there is room from the start: a table that grows is made anew.
  std::size_t names = 1'024;
};

/// One per node: knows the members of each group. A message of a SESSION to a group goes to each
/// SESSION that belongs to it, on whatever io thread, once for each membership and in the order
/// in which the messages came; so each sender's own order holds. Nothing is kept: a group is there
/// while it has members. Sessions that end are forgotten. The groups of other nodes get the
/// messages too, by way of the NODE_BROADCAST.
struct groups_state {
  static inline const char* name = "groups";
  using self_pointer = groups_actor::stateful_pointer<groups_state>;

  explicit groups_state(self_pointer me)
      : self{me} {}

  void join(const group_join& request);
  void leave(const group_leave& request);
  void deliver(const std::shared_ptr<const group_text>& text);
  void forget(caf::actor_id session);

  self_pointer self;
  node_broadcast_actor broadcast;
  /// A membership: the session, and its number there.
  using member = std::pair<caf::actor_id, std::uint64_t>;
  /// Only groups with members.
  std::unordered_map<std::string, std::map<member, session_actor>> members;
  /// The groups of each session by its memberships; watched until it ends.
  std::unordered_map<caf::actor_id, std::map<std::uint64_t, std::string>> sessions;

private:
  void remove(const std::string& group, const member& leaving);
};

/// @param broadcast carries the messages to other nodes; null alone.
groups_actor::behavior_type groups(groups_actor::stateful_pointer<groups_state> self,
                                   groups_settings settings, node_broadcast_actor broadcast);

} // namespace vestnik::actors
