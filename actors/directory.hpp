#pragma once

#include "actors/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <unordered_map>

namespace vestnik::actors {

/// Makes the owner of a room; it loads itself, or ends with the reason why it cannot.
/// What it makes for `user:ID` is a `user_actor`.
using owner_factory = std::function<room_actor(model::room_name)>;

/// The one-process directory: every room's owner is here, made when first asked for.
/// (The directory of a cluster keeps the same interface.) An owner that ends is
/// forgotten, and made anew for the next who asks.
struct directory_state {
  static inline const char* name = "directory";
  using self_pointer = directory_actor::stateful_pointer<directory_state>;

  explicit directory_state(self_pointer me)
      : self{me} {}

  /// The owner of the room, made if there is none.
  const room_actor& owner_of(model::room_name room);

  self_pointer self;
  owner_factory make;
  std::unordered_map<model::room_name, room_actor> owners;
  /// For owners that have ended.
  std::unordered_map<caf::actor_addr, model::room_name> rooms;
};

directory_actor::behavior_type directory(directory_actor::stateful_pointer<directory_state> self,
                                         std::function<owner_factory(directory_actor)> factory);

} // namespace vestnik::actors
