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
  /// Names for which there is room from the start.
  std::size_t names = 1'024;
};

/// One per node: who belongs to which group. What a SESSION says to a group goes to each
/// SESSION that belongs to it, on whatever io thread, once for each membership and in the
/// order in which it came; so each sender's own order holds. Nothing is kept: a group is
/// there while it has members. Sessions that end are forgotten. What is said goes to the groups of
/// other nodes too.
struct groups_state {
  static inline const char* name = "groups";
  using self_pointer = groups_actor::stateful_pointer<groups_state>;

  explicit groups_state(self_pointer me)
      : self{me} {}

  void join(const group_join& what);
  void leave(const group_leave& what);
  void deliver(const std::shared_ptr<const group_text>& what);
  void forget(caf::actor_id session);

  self_pointer self;
  node_broadcast_actor broadcast;
  /// A membership: the session, and its number there.
  using member = std::pair<caf::actor_id, std::uint64_t>;
  /// Only groups with members.
  std::unordered_map<std::string, std::map<member, session_actor>> members;
  /// What each session belongs to; watched until it ends.
  std::unordered_map<caf::actor_id, std::map<std::uint64_t, std::string>> sessions;

private:
  void remove(const std::string& group, const member& who);
};

/// @param broadcast tells the members on other nodes; null alone.
groups_actor::behavior_type groups(groups_actor::stateful_pointer<groups_state> self,
                                   groups_settings settings, node_broadcast_actor broadcast);

} // namespace vestnik::actors
