#pragma once

#include "actors/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <unordered_map>
#include <vector>

namespace vestnik::actors {

/// One per node: stands between the owners of rooms, wherever they are, and the
/// FANOUTs of this node. Encodes each event once and hands the frame to every FANOUT
/// that has subscribers. Follows a room only while some FANOUT does.
struct relay_state {
  static inline const char* name = "relay";

  // Not an aggregate: CAF would initialise its first member with the self pointer.
  relay_state() = default;

  directory_actor directory;
  /// Who of this node follows what; a room without followers has no entry.
  std::unordered_map<model::room_name, std::vector<fanout_actor>> followers;
};

relay_actor::behavior_type relay(relay_actor::stateful_pointer<relay_state> self,
                                 directory_actor directory);

} // namespace vestnik::actors
