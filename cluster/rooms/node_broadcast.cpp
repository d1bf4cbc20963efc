#include "cluster/rooms/node_broadcast.hpp"

#include <utility>

namespace vestnik::cluster {

actors::node_broadcast_actor::behavior_type
node_broadcast(actors::node_broadcast_actor::stateful_pointer<node_broadcast_state> self,
               links_actor links) {
  self->state.links = std::move(links);
  return {
      [self](const actors::group_send& what) {
        self->send(self->state.links, to_all{group_words{what.text->group, what.text->payload}});
      },
      [self](const actors::session_end& what) {
        self->send(self->state.links, to_all{sockets_end{what.user, what.session}});
      },
      [self](const actors::sign_in_outcome& what) { self->send(self->state.links, to_all{what}); },
      [self](const actors::usage_report& what) { self->send(self->state.links, to_all{what}); },
  };
}

} // namespace vestnik::cluster
