#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vestnik::actors {

/// Makes the owner of a room; it loads itself, or ends with the reason why it cannot.
/// What it makes for `user:ID` is a `user_actor`.
using owner_factory = std::function<room_actor(model::room_name)>;

/// The rooms of one node, all there are if it is alone. A room's owner is made for the first
/// request. One that ends is forgotten, and made anew for the next request; but a mailbox is loaded
/// again at once, since its mail comes by itself. Requests for rooms of other nodes are refused
/// with `unavailable`.
///
/// A room without requests for a while, which nobody follows, is asked whether it rests, and is
/// unloaded if it does and got no message in between: then all that was passed on to its owner has
/// been handled, and nothing can arrive at it any more. However many rooms there are, few are
/// looked at in one turn, since whatever is said to a room of this node passes here.
struct own_rooms_state {
  static inline const char* name = "own_rooms";
  using self_pointer = own_rooms_actor::stateful_pointer<own_rooms_state>;

  explicit own_rooms_state(self_pointer me)
      : self{me} {}

  [[nodiscard]] bool is_own(model::room_name room) const { return !stays || stays(room); }

  /// The owner of the room, made if there is none. Counts as talking to it.
  const room_actor& owner_of(model::room_name room);

  /// The owner of a room to which the message matters only while it is loaded; or null.
  [[nodiscard]] room_actor loaded_owner_of(model::room_name room);

  /// Looks at some of the rooms that are to be looked at, and goes on in another turn.
  void sweep();
  void look_after(model::room_name room, std::uint64_t number);
  void followed(model::room_name room, const caf::strong_actor_ptr& by);
  void unfollowed(model::room_name room, const caf::strong_actor_ptr& by);
  caf::result<std::monostate> keep(const room_share& share);
  void handed_over();
  void ended(const caf::down_msg& owner);
  void unload(model::room_name room, std::uint64_t heard);
  void forget(const caf::actor_addr& owner);

  struct loaded_room {
    room_actor owner;
    /// Messages passed on, and how many of them the last sweep has seen.
    std::uint64_t heard = 0;
    std::uint64_t heard_at_sweep = 0;
    /// Of this loading, among all.
    std::uint64_t number = 0;
    /// The relays that follow it: its own, and those for other nodes.
    std::vector<caf::actor_addr> followers = {};
  };

  self_pointer self;
  owner_factory make;
  /// Which rooms are this node's; empty: all.
  std::function<bool(model::room_name)> stays;
  /// How long a room is kept loaded that nobody uses: between one and two of these.
  std::chrono::milliseconds idle{};
  std::unordered_map<model::room_name, loaded_room> owners;
  /// For owners that have ended.
  std::unordered_map<caf::actor_addr, model::room_name> rooms;
  /// The loaded rooms, each with the number of its loading, in the order in which they are looked
  /// at; among them some that are loaded no longer.
  std::deque<std::pair<model::room_name, std::uint64_t>> turns;
  /// How many of these are still to be looked at in this round.
  std::size_t to_look_at = 0;
  std::uint64_t last_loading = 0;
  /// Owners that are forgotten and have not handed their rooms over yet.
  std::size_t leaving = 0;
  /// Answered when there are none.
  std::vector<typed_answer_promise<std::monostate>> movers;
  /// Forgotten ones that may still answer what they were asked; they end with the others.
  std::vector<caf::actor_addr> leavers;
};

/// @param idle zero: rooms stay loaded.
own_rooms_actor::behavior_type own_rooms(own_rooms_actor::stateful_pointer<own_rooms_state> self,
                                         owner_factory make, std::chrono::milliseconds idle);

} // namespace vestnik::actors
