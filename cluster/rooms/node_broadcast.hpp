#pragma once

#include "cluster/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace vestnik::cluster {

struct node_broadcast_state {
  static inline const char* name = "node_broadcast";

  explicit node_broadcast_state(actors::node_broadcast_actor::pointer) {}

  links_actor links;
};

/// Tells every node that is reached what GROUPS, ACCOUNTS and the LEDGER of this one have to tell.
actors::node_broadcast_actor::behavior_type
node_broadcast(actors::node_broadcast_actor::stateful_pointer<node_broadcast_state> self,
               links_actor links);

} // namespace vestnik::cluster
