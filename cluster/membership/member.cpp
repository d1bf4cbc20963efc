#include "cluster/membership/member.hpp"

#include <caf/exit_reason.hpp>

#include <utility>
#include <variant>

namespace vestnik::cluster {

void member_state::pulse() {
  logic->tick(settings.clock());
  act();
  if (settings.pulse.count() > 0)
    self->delayed_send(self, settings.pulse, atom::pulse::value);
}

void member_state::ask_table(const model::node_order& order) {
  const auto asked_at = settings.clock();
  self->request(table, settings.patience, table_request{id, order, asked_at + settings.patience})
      .then(
          [this, asked_at](const model::node_view& view) {
            logic->take(view, asked_at, settings.clock());
            act();
          },
          [this](const caf::error&) {
            logic->table_is_away(settings.clock());
            act();
          });
}

void member_state::act() {
  for (const auto& next : logic->actions()) {
    if (const auto* order = std::get_if<model::node_order>(&next))
      ask_table(*order);
    else
      self->send(peers, std::get<to_peer>(next));
  }
  settings.on_lease(logic->lease_end());
  const auto& view = logic->view();
  if (announcement_ == announcement::none || logic->stands() != announced.status ||
      view.version != announced_version) {
    announcement_ = announcement::made;
    announced_version = view.version;
    announced = {logic->stands(), logic->active(), view.nodes};
    self->send(listener, announced);
  }
  if (logic->stands() == node_status::dead)
    self->quit(caf::exit_reason::user_shutdown);
}

membership_actor::behavior_type member(membership_actor::stateful_pointer<member_state> self,
                                       model::node_id id, model::node_view joined,
                                       membership::time asked_at, node_table_actor table,
                                       peers_actor peers, membership_listener listener,
                                       member_settings settings) {
  auto& state = self->state;
  state.id = id;
  state.settings = std::move(settings);
  state.table = std::move(table);
  state.peers = std::move(peers);
  state.listener = std::move(listener);
  state.logic = std::make_unique<membership>(id, state.settings.timing, joined, asked_at);
  self->send(self, atom::pulse::value);
  return {
      [self](const from_peer& incoming) {
        self->state.logic->take(incoming.from, incoming.message, self->state.settings.clock());
        self->state.act();
      },
      [self](const link_broken& link) {
        self->state.logic->link_lost(link.to, self->state.settings.clock());
        self->state.act();
      },
      [self](atom::retire) {
        self->state.logic->retire();
        self->state.act();
      },
      [self](atom::depart) {
        self->state.logic->leave();
        self->state.act();
      },
      [self](atom::pulse) { self->state.pulse(); },
  };
}

} // namespace vestnik::cluster
