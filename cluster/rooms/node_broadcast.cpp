#include "cluster/rooms/node_broadcast.hpp"

#include <utility>

namespace vestnik::cluster {

actors::node_broadcast_actor::behavior_type
node_broadcast(actors::node_broadcast_actor::stateful_pointer<node_broadcast_state> self,
               links_actor links) {
  self->state.links = std::move(links);
  return {
      [self](const actors::group_send& message) {
        self->send(self->state.links,
                   to_all{group_words{message.text->group, message.text->payload}});
      },
      [self](const actors::session_end& end) {
        self->send(self->state.links, to_all{sockets_end{end.user, end.session}});
      },
      [self](const actors::sign_in_outcome& outcome) {
        self->send(self->state.links, to_all{outcome});
      },
      [self](const actors::usage_report& report) { self->send(self->state.links, to_all{report}); },
  };
}

} // namespace vestnik::cluster
