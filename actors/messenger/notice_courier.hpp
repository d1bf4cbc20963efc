#pragma once

#include "actors/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>

namespace vestnik::actors {

using notice_courier_actor = caf::typed_actor<caf::reacts_to<atom::sweep>>;

/// Wakes the rooms of people who are to be told of a chat or a mailbox and were not: the message
/// that asked for it is lost with a link, a node or a room that moves. Each node has one, which
/// knows the rooms of its own node; it ends with them.
struct notice_courier_state {
  static inline const char* name = "notice_courier";
  using self_pointer = notice_courier_actor::stateful_pointer<notice_courier_state>;

  explicit notice_courier_state(self_pointer me)
      : self{me} {}

  void sweep();

  self_pointer self;
  store_reader_actor reader;
  own_rooms_actor rooms;
  std::chrono::milliseconds pause{};
};

/// @param pause between two looks; what is younger is still under way.
notice_courier_actor::behavior_type
notice_courier(notice_courier_actor::stateful_pointer<notice_courier_state> self,
               store_reader_actor reader, own_rooms_actor rooms, std::chrono::milliseconds pause);

} // namespace vestnik::actors
