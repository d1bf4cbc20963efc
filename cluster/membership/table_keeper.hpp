#pragma once

#include "cluster/protocol/actors.hpp"
#include "storage/open.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <memory>

namespace vestnik::cluster {

struct table_keeper_state {
  static inline const char* name = "table_keeper";

  explicit table_keeper_state(node_table_actor::pointer) {}

  std::shared_ptr<storage::opened_node_table> table;
};

/// Carries MEMBERSHIP's orders out in the database. It blocks, so it runs detached; it has a
/// connection of its own, since a lease must not wait behind anybody's writes.
node_table_actor::behavior_type
table_keeper(node_table_actor::stateful_pointer<table_keeper_state> self,
             std::shared_ptr<storage::opened_node_table> table);

} // namespace vestnik::cluster
