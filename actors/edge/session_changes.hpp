#pragma once

#include "actors/protocol/actors.hpp"
#include "consumers/ports/change.hpp"
#include "consumers/ports/lifetime.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>

namespace vestnik::actors {

/// The tables whose changes one session follows, by way of the CHANGE_HUB of its thread:
/// however many watches, each change comes once. Used by the session only, on its thread.
class session_changes {
public:
  /// @param session outlives this.
  session_changes(change_hub_actor hub, session_actor::pointer session);

  /// As `consumers::channel_layer::follow_changes`.
  [[nodiscard]] consumers::watch follow(const model::table_description& of,
                                        consumers::change_handler on_change,
                                        consumers::ready_handler ready);

  /// A change, for those who watch its table.
  void deliver(const model_changed& message);

private:
  struct watcher {
    consumers::change_handler on_change;
    consumers::ready_handler on_ready;
    /// Changes that come before the answer go only to the watchers that were there before.
    enum class state : std::uint8_t { waiting, ready } now = state::waiting;
  };

  void settle(model::room_name room, std::uint64_t number, const model::result<void>& outcome);
  void leave(model::room_name room, std::uint64_t number);

  change_hub_actor hub_;
  session_actor::pointer session_;
  std::uint64_t last_ = 0;
  /// Only tables that are watched.
  std::unordered_map<model::room_name, std::map<std::uint64_t, std::shared_ptr<watcher>>> tables_;
  /// Watches may outlive this; then nothing is to be done.
  consumers::lifetime lifetime_;
};

} // namespace vestnik::actors
