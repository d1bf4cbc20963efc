#pragma once

#include "actors/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace vestnik::actors {

/// One per node: stands between the owners of rooms, wherever they are, and the
/// FANOUTs of this node. Encodes each event once and hands all that a turn has brought
/// to each FANOUT in one message, so that one flush of a connection carries it all.
/// Follows a room only while some FANOUT does; an owner that is lost is replaced by the
/// one that the DIRECTORY names next, and the FANOUTs learn where that one's log ends.
struct relay_state {
  static inline const char* name = "relay";
  using self_pointer = relay_actor::stateful_pointer<relay_state>;

  explicit relay_state(self_pointer me)
      : self{me} {}

  void gather(const publication& news);
  void flush();
  caf::result<std::uint64_t> follow(const room_follow& request);
  void unfollow(const room_unfollow& request);

  /// The actor that has just answered owns the room.
  void watch_owner_of(model::room_name room);
  void owner_lost(const caf::actor_addr& owner);
  void follow_again(const relay_retry& retry);
  template <class Message>
  void tell_followers_of(model::room_name room, const Message& message);

  self_pointer self;
  directory_actor directory;
  /// A FANOUT of this node, and what it gets with the next flush.
  struct track {
    fanout_actor to;
    std::vector<delivery> waiting;
  };
  std::vector<track> tracks;
  struct room_entry {
    /// Places in `tracks`.
    std::vector<std::size_t> followers;
    /// The actor that answered last: the owner, or the proxy of its node.
    caf::actor_addr owner;
  };
  /// Only rooms with followers.
  std::unordered_map<model::room_name, room_entry> rooms;
  /// Watched until they end.
  std::unordered_map<caf::actor_addr, std::unordered_set<model::room_name>> owners;

private:
  void forget_owner_of(model::room_name room, const room_entry& entry);
  [[nodiscard]] std::size_t track_of_sender();

  bool flush_due_ = false;
};

relay_actor::behavior_type relay(relay_actor::stateful_pointer<relay_state> self,
                                 directory_actor directory);

} // namespace vestnik::actors
