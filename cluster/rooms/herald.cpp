#include "cluster/rooms/herald.hpp"

#include <utility>

namespace vestnik::cluster {

actors::herald_actor::behavior_type
herald(actors::herald_actor::stateful_pointer<herald_state> self, links_actor links) {
  self->state.links = std::move(links);
  return {
      [self](const actors::group_send& what) {
        self->send(self->state.links, to_all{group_words{what.what->group, what.what->payload}});
      },
      [self](const actors::session_end& what) {
        self->send(self->state.links, to_all{sockets_end{what.user, what.session}});
      },
      [self](const actors::sign_in_outcome& what) { self->send(self->state.links, to_all{what}); },
      [self](const actors::spendings& what) { self->send(self->state.links, to_all{what}); },
  };
}

} // namespace vestnik::cluster
