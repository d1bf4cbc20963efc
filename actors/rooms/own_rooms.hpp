#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/store/store_reader.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace vestnik::actors {

/// Makes the owner of a room; it loads itself, or ends with the reason why it cannot.
/// What it makes for `user:ID` is a `user_actor`.
using owner_factory = std::function<room_actor(model::room_name)>;

struct own_rooms_settings {
  /// How long a room is kept loaded that nobody uses: between one and two of these. Zero: for good.
  std::chrono::milliseconds idle{};
  /// Its readers know who may see a room.
  store database;
  /// Told what stays here, once the other rooms are handed over; may be none.
  former_mailboxes_actor former;
  /// This life of the node; zero: it is alone.
  model::node_id node{};
};

/// The rooms of one node, all there are if it is alone. A room's owner is made for the first
/// request. One that ends is forgotten, and made anew for the next request; but a mailbox is loaded
/// again at once, since its mail comes by itself. Requests for rooms of other nodes are refused
/// with `unavailable`.
///
/// Who may see a room is known by its owner. A person who asks for a room without one is looked up
/// first, so that strangers make no owner and cause no write; what the person says meanwhile waits.
///
/// A room without requests for a while, which nobody follows, is asked whether it rests, and is
/// unloaded if it does and got no message in between: then all that was passed on to its owner has
/// been handled, and nothing can arrive at it any more. However many rooms there are, few are
/// looked at in one turn, since whatever is said to a room of this node passes here.
///
/// While nodes see different others, one that is wrong may take a loaded room over and give it away
/// again. Its owner here does not notice before it writes, and would go on to tell what it knew. So
/// whenever this node is told which rooms stay, it looks into the database whether they are still
/// its own; one that has lost its room hands it over to a new owner.
struct own_rooms_state {
  static inline const char* name = "own_rooms";
  using self_pointer = own_rooms_actor::stateful_pointer<own_rooms_state>;

  explicit own_rooms_state(self_pointer me)
      : self{me} {}

  [[nodiscard]] bool is_own(model::room_name room) const { return !stays || stays(room); }

  /// Lets the owner answer, once it is known that the room is there for the user.
  template <class Answer, class Message>
  caf::result<Answer> admit(model::room_name room, model::user_id user, const Message& message);
  /// Those of `room` whom it is there for are let in, others refused.
  void look_up(model::room_name room, model::user_id user);

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
  void hand_over(model::room_name room);
  void handed_over(model::room_name room);
  void all_handed_over();
  /// Asks of some of the doubted rooms whose they are, and of further ones when that is known.
  void look_at_doubted();
  void looked_at_one();
  /// The room of that loading has another owner in the database.
  void overtaken(model::room_name room, std::uint64_t number);
  void ended(const caf::down_msg& owner);
  void wake(model::room_name room);
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
  own_rooms_settings settings;
  /// Which rooms are this node's; empty: all.
  std::function<bool(model::room_name)> stays;
  std::unordered_map<model::room_name, loaded_room> owners;
  /// For owners that have ended.
  std::unordered_map<caf::actor_addr, model::room_name> rooms;
  /// The loaded rooms, each with the number of its loading, in the order in which they are looked
  /// at; among them some that are loaded no longer.
  std::deque<std::pair<model::room_name, std::uint64_t>> turns;
  /// How many of these are still to be looked at in this round.
  std::size_t to_look_at = 0;
  std::uint64_t last_loading = 0;
  /// What people have said to rooms while it is looked up whether these are there for them.
  using verdict = std::function<void(const model::result<bool>&)>;
  std::map<std::pair<model::room_name, model::user_id>, std::vector<verdict>> doors;
  /// Loaded rooms, with the numbers of their loadings, that another node may have taken over; and
  /// of how many the database is being asked.
  std::vector<std::pair<model::room_name, std::uint64_t>> doubted;
  std::size_t looks = 0;
  /// Rooms whose owners are forgotten and have not handed them over yet.
  std::unordered_multiset<model::room_name> leaving;
  /// Answered when there are none.
  std::vector<typed_answer_promise<std::monostate>> movers;
  /// Forgotten ones that may still answer what they were asked; they end with the others.
  std::vector<caf::actor_addr> leavers;
};

own_rooms_actor::behavior_type own_rooms(own_rooms_actor::stateful_pointer<own_rooms_state> self,
                                         owner_factory make, own_rooms_settings settings);

} // namespace vestnik::actors
