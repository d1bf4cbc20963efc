#pragma once

#include "actors/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>

namespace vestnik::actors {

using mailbox_waker_actor = caf::typed_actor<
    // Wakes all mailboxes; INTERNAL: tries so again.
    caf::reacts_to<atom::wake>>;

/// Has the mailboxes follow their servers when a node that is alone begins. A database that cannot
/// be asked at that moment is asked again until it answers: without this there would be no mail
/// until the next start. (In a cluster the directory does so at each change of the nodes.)
struct mailbox_waker_state {
  static inline const char* name = "mailbox_waker";
  using self_pointer = mailbox_waker_actor::stateful_pointer<mailbox_waker_state>;

  explicit mailbox_waker_state(self_pointer me)
      : self{me} {}

  void wake_all();

  self_pointer self;
  store_reader_actor reader;
  own_rooms_actor rooms;
  std::chrono::milliseconds pause{};
  enum class log : std::uint8_t { silent, complains } said = log::silent;
};

/// @param pause before the database is asked again.
mailbox_waker_actor::behavior_type
mailbox_waker(mailbox_waker_actor::stateful_pointer<mailbox_waker_state> self,
              store_reader_actor reader, own_rooms_actor rooms, std::chrono::milliseconds pause);

} // namespace vestnik::actors
