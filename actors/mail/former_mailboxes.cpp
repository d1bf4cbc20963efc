#include "actors/mail/former_mailboxes.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

constexpr std::chrono::seconds pause_after_refusal{1};

} // namespace

void former_mailboxes_state::sweep() {
  if (std::exchange(now, phase::sweeping) == phase::sweeping) {
    after = next::sweep;
    return;
  }
  after = next::nothing;
  awaited = 1;
  self->request(database.readers.front(), caf::infinite, storage::unreleased_mailboxes{node})
      .then(
          [this](const storage::unreleased_mailboxes::result_type& found) {
            release(found);
            ended();
          },
          [this](const caf::error&) {
            after = next::later;
            ended();
          });
}

void former_mailboxes_state::release(const storage::unreleased_mailboxes::result_type& found) {
  for (const auto& each : found) {
    const auto room = each.room;
    if (share.stays(room))
      continue;
    ++awaited;
    self->request(database.writer, caf::infinite, storage::release_room{room, node, each.token})
        .then(
            [this, room](std::monostate) {
              spdlog::info("{} is released, which this node did not follow any longer",
                           model::to_string(room));
              ended();
            },
            [this](const caf::error&) {
              if (after == next::nothing)
                after = next::later;
              ended();
            });
  }
}

void former_mailboxes_state::ended() {
  if (--awaited > 0)
    return;
  now = phase::idle;
  if (after == next::sweep)
    sweep();
  else if (after == next::later)
    self->delayed_send(self, pause_after_refusal, atom::sweep::value);
}

former_mailboxes_actor::behavior_type
former_mailboxes(former_mailboxes_actor::stateful_pointer<former_mailboxes_state> self,
                 store database, model::node_id node) {
  self->state.database = std::move(database);
  self->state.node = node;
  return {
      [self](const room_share& share) {
        self->state.share = share;
        self->state.sweep();
      },
      [self](atom::sweep) { self->state.sweep(); },
  };
}

} // namespace vestnik::actors
