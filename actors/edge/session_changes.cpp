#include "actors/edge/session_changes.hpp"

#include "actors/runtime/error.hpp"
#include "consumers/core/failure.hpp"

#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <utility>
#include <variant>
#include <vector>

namespace vestnik::actors {

session_changes::session_changes(change_hub_actor hub, session_actor::pointer session)
    : hub_{std::move(hub)}
    , session_{session} {}

consumers::watch session_changes::follow(const model::table_description& of,
                                         consumers::change_handler on_change,
                                         consumers::ready_handler ready) {
  const auto number = ++last_;
  const auto room = model::room_of(of);
  auto made = std::make_shared<watcher>(watcher{std::move(on_change), std::move(ready)});
  tables_[room].emplace(number, made);
  session_
      ->request(hub_, caf::infinite, changes_follow{&of, caf::strong_actor_ptr{session_->ctrl()}})
      .then([this, room, number](std::monostate) { settle(room, number, {}); },
            [this, room, number](const caf::error& why) { settle(room, number, from_caf(why)); });
  auto* const key = made.get();
  return {key, [this, room, number, alive = lifetime_.observe(), made = std::move(made)](void*) {
            if (alive)
              leave(room, number);
          }};
}

void session_changes::settle(model::room_name room, std::uint64_t number,
                             const model::result<void>& outcome) {
  const auto table = tables_.find(room);
  if (table == tables_.end())
    return;
  const auto found = table->second.find(number);
  if (found == table->second.end())
    return;
  // It may end during the call.
  const auto settled = found->second;
  settled->now = watcher::state::ready;
  settled->on_ready(outcome);
}

void session_changes::leave(model::room_name room, std::uint64_t number) {
  const auto table = tables_.find(room);
  if (table == tables_.end() || table->second.erase(number) == 0 || !table->second.empty())
    return;
  tables_.erase(table);
  caf::anon_send(hub_, changes_leave{room, session_->id()});
}

void session_changes::deliver(const model_changed& message) {
  const auto table = tables_.find(message.room);
  if (table == tables_.end())
    return;
  // A handler may follow and stop following.
  std::vector<std::weak_ptr<watcher>> watchers;
  for (const auto& [number, each] : table->second)
    if (each->now == watcher::state::ready)
      watchers.push_back(each);
  for (const auto& each : watchers) {
    const auto alive = each.lock();
    if (!alive)
      continue;
    try {
      alive->on_change(*message.change);
    } catch (...) {
      consumers::log_failure("changes", "");
    }
  }
}

} // namespace vestnik::actors
