#include "actors/store/store_committer.hpp"

#include "model/values/clock.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace vestnik::actors {

void store_committer_state::purge() {
  const auto done = database->purge_some(model::now(), purge_interval);
  if (!done)
    spdlog::warn("what has had its time could not be removed: {}", done.error().message);
  if (done && *done == storage::writer::purging::more)
    self->send(self, atom::purge::value);
  else
    self->delayed_send(self, purge_interval, atom::purge::value);
}

store_committer_actor::behavior_type
store_committer(store_committer_actor::stateful_pointer<store_committer_state> self,
                std::shared_ptr<storage::writer> database,
                std::chrono::milliseconds purge_interval) {
  self->state.database = std::move(database);
  self->state.purge_interval = purge_interval;
  if (purge_interval.count() > 0)
    self->send(self, atom::purge::value);
  return {
      [self](const commit_order& order) {
        return commit_outcomes{self->state.database->commit(*order.writes)};
      },
      [self](atom::purge) { self->state.purge(); },
  };
}

} // namespace vestnik::actors
