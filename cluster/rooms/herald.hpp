#pragma once

#include "cluster/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace vestnik::cluster {

struct herald_state {
  static inline const char* name = "herald";

  explicit herald_state(actors::herald_actor::pointer) {}

  links_actor links;
};

/// Tells every node that is reached what GROUPS, ACCOUNTS and the LEDGER of this one have to tell.
actors::herald_actor::behavior_type
herald(actors::herald_actor::stateful_pointer<herald_state> self, links_actor links);

} // namespace vestnik::cluster
