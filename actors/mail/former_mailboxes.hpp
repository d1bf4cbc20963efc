#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/store/store_reader.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstddef>
#include <cstdint>

namespace vestnik::actors {

/// Lets the next owners of mailboxes go on. An owner that is handed over or ends releases its
/// mailbox itself; this finds, in the table, what has none: a mailbox that could not be had just
/// when its node changed, or whose owner is lost. Of one node of a cluster. What the database
/// refuses is tried again every second.
struct former_mailboxes_state {
  static inline const char* name = "former_mailboxes";
  using self_pointer = former_mailboxes_actor::stateful_pointer<former_mailboxes_state>;

  explicit former_mailboxes_state(self_pointer me)
      : self{me} {}

  /// Looks for those that do not stay, unless it does so already.
  void sweep();
  void release(const storage::unreleased_mailboxes::result_type& found);
  void ended();

  self_pointer self;
  store database;
  model::node_id node;
  room_share share;
  enum class phase : std::uint8_t { idle, sweeping } now = phase::idle;
  /// What comes after that: the share has changed; the database has refused something.
  enum class next : std::uint8_t { nothing, sweep, later } after = next::nothing;
  /// Answers that the sweep waits for.
  std::size_t awaited = 0;
};

/// @param node of this life.
former_mailboxes_actor::behavior_type
former_mailboxes(former_mailboxes_actor::stateful_pointer<former_mailboxes_state> self,
                 store database, model::node_id node);

} // namespace vestnik::actors
