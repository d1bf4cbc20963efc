#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_feed.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace vestnik::actors {

/// One per io thread, and resident on it: gives the events of rooms to the outboxes of
/// that thread's connections. Asks the RELAY for a room when its first subscriber
/// joins, and the room's owner, through the DIRECTORY, for the events that a subscriber missed.
struct fanout_state {
  static inline const char* name = "fanout";
  using self_pointer = fanout_actor::stateful_pointer<fanout_state>;

  explicit fanout_state(self_pointer me)
      : self{me} {}

  void join(const fanout_join& request);
  void leave(model::room_name room, const std::shared_ptr<net::outbox>& out);
  void leave_feed(model::room_name room, const std::shared_ptr<net::outbox>& out);
  void forget(const std::shared_ptr<net::outbox>& out);

  void deliver(const std::vector<delivery>& events);
  /// The connection can take more, in every room in which it is catching up.
  void flushed(const std::shared_ptr<net::outbox>& out);
  /// The room has another owner, whose log may have more events than came here.
  void moved(const room_moved& move);
  /// The room has no owner any longer: its connections are closed, to come again.
  void lost(model::room_name room);

  /// Asks for what the feed needs now: a stretch of the log, a call when an outbox is flushed.
  void pump(room_feed& feed);
  void follow(const room_follow& question, int attempt);
  void read(const room_read& question, int attempt);
  /// Asks again a little later if that may help, else gives up.
  template <class Question>
  void ask_again(const Question& question, int attempt, const caf::error& why);
  void give_up(model::room_name room, const caf::error& why);

  self_pointer self;
  relay_actor relay;
  directory_actor directory;
  /// Only rooms with subscribers.
  std::unordered_map<model::room_name, room_feed> feeds;
  /// Which rooms a connection is in.
  std::unordered_map<const net::outbox*, std::unordered_set<model::room_name>> memberships;
  /// Connections that will call back when their queue is flushed: once for all their rooms.
  std::unordered_set<const net::outbox*> flushing;
};

fanout_actor::behavior_type fanout(fanout_actor::stateful_pointer<fanout_state> self,
                                   relay_actor relay, directory_actor directory);

} // namespace vestnik::actors
