#include "cluster/membership/table_keeper.hpp"

#include "actors/runtime/error.hpp"

#include <chrono>
#include <utility>

namespace vestnik::cluster {

node_table_actor::behavior_type
table_keeper(node_table_actor::stateful_pointer<table_keeper_state> self,
             std::shared_ptr<storage::opened_node_table> table) {
  self->state.table = std::move(table);
  return {
      [self](const table_request& request) -> caf::result<model::node_view> {
        if (std::chrono::steady_clock::now() >= request.until)
          return actors::to_caf({model::ec::unavailable, "the order comes too late"});
        return actors::answer(self->state.table->table->carry_out(request.from, request.order));
      },
  };
}

} // namespace vestnik::cluster
