#pragma once

#include "cluster/membership/membership.hpp"
#include "cluster/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace vestnik::cluster {

struct member_settings {
  membership_timing timing;
  /// How often time is looked at; zero: only when `atom::pulse` comes from outside.
  std::chrono::milliseconds pulse{100};
  /// For the table to answer.
  std::chrono::milliseconds patience{1'000};
  /// Monotonic.
  std::function<membership::time()> clock = std::chrono::steady_clock::now;
  /// Told until when this node may act as an owner, whenever that changes.
  std::function<void(membership::time)> on_lease = [](membership::time) {};
};

/// One node in the cluster: drives `membership` by time, by what its peers say and by the
/// answers of the table, and tells a listener. Ends when the node is dead.
struct member_state {
  static inline const char* name = "member";

  explicit member_state(membership_actor::pointer me)
      : self{me} {}

  void pulse();
  void ask_table(const model::node_order& order);
  /// Does what there is to do, and tells the listener what has changed.
  void act();

  membership_actor::pointer self;
  model::node_id id;
  member_settings settings;
  node_table_actor table;
  peers_actor peers;
  membership_listener listener;
  std::unique_ptr<membership> logic;
  membership_change announced;
  std::uint64_t announced_version = 0;
  enum class announcement : std::uint8_t { none, made } announcement_ = announcement::none;
};

/// @param joined the view in which the node first saw itself, asked for at `asked_at`.
membership_actor::behavior_type member(membership_actor::stateful_pointer<member_state> self,
                                       model::node_id id, model::node_view joined,
                                       membership::time asked_at, node_table_actor table,
                                       peers_actor peers, membership_listener listener,
                                       member_settings settings);

} // namespace vestnik::cluster
