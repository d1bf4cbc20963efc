#pragma once

#include "cluster/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstddef>
#include <unordered_map>
#include <unordered_set>

namespace vestnik::cluster {

/// Stands for the RELAY of one other node: follows the rooms of this node that one wants, and
/// sends it what they say, all that a turn has brought in one frame. When an owner goes, the
/// other node is told to look for the next one. Ends when the link to that node was lost, and
/// lets go of all rooms.
struct remote_relay_state {
  static inline const char* name = "remote_relay";
  using self_pointer = actors::relay_actor::stateful_pointer<remote_relay_state>;

  explicit remote_relay_state(self_pointer me)
      : self{me} {}

  void gather(const actors::publication& publication);
  void flush();
  caf::result<std::uint64_t> follow(const actors::room_follow& request);
  void unfollow(const actors::room_unfollow& request);
  void owner_goes(model::room_name room);

  self_pointer self;
  model::node_id to;
  links_actor links;
  actors::own_rooms_actor own_rooms;
  /// What the next flush sends.
  actors::publication waiting;
  std::size_t waiting_bytes = 0;
  std::unordered_set<model::room_name> rooms;
  /// Watched until they end.
  std::unordered_map<caf::actor_addr, model::room_name> owners;
};

actors::relay_actor::behavior_type remote_relay(remote_relay_state::self_pointer self,
                                                model::node_id to, links_actor links,
                                                actors::own_rooms_actor own_rooms);

} // namespace vestnik::cluster
