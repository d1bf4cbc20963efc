#pragma once

#include "model/room.hpp"
#include "model/values/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// Everything that a room's owner can say. `docs/wire.md` has a sample of each.

namespace vestnik::model {

/// Stored as a number in the log: append only, never renumber.
enum class event_kind : std::uint8_t {
  // -- durable: one log entry each, with a `seq`
  /// chat: its first entry; members.
  chat_created = 1,
  /// chat: a message.
  message_created = 2,
  /// user: the user became a member of a chat.
  chat_added = 3,
  /// user: a mail account is followed from now on.
  mailbox_added = 4,
  /// mailbox: a message arrived or was found by the backfill.
  mail_received = 5,
  /// mailbox: a message could not be fetched or parsed.
  mail_quarantined = 6,
  /// mailbox: the server renumbered a folder (UIDVALIDITY); it is read anew.
  mailbox_reset = 7,
  /// collection: an object was created, changed or deleted: `{"key", "before", "after"}`,
  /// of which one of the last two may be null. Told to consumers alone.
  object_changed = 8,

  // -- ephemeral: no `seq`; may be missing (see `policy_of`)
  /// mailbox: connection state and progress.
  mailbox_state = 128,
  /// chat: how far a member has read.
  chat_read = 129,
  /// chat: a member is writing.
  chat_typing = 130,
};

/// What happens to an event on its way to a connection that is read too slowly (D4).
enum class delivery_policy : std::uint8_t {
  /// Never lost: the connection is closed, and the client resumes.
  never_drop,
  /// Only the newest of its subject is kept.
  coalesce,
  /// Lost, the oldest first.
  drop_oldest,
};

[[nodiscard]] constexpr delivery_policy policy_of(event_kind kind) noexcept {
  switch (kind) {
  case event_kind::mailbox_state:
  case event_kind::chat_read:
    return delivery_policy::coalesce;
  case event_kind::chat_typing:
    return delivery_policy::drop_oldest;
  default:
    return delivery_policy::never_drop;
  }
}

/// Whether the kind has a place in the log.
[[nodiscard]] constexpr bool is_durable(event_kind kind) noexcept {
  return static_cast<std::uint8_t>(kind) < 128;
}

/// Whether clients that follow the room are told of it; of the others, consumers make
/// events of their own.
[[nodiscard]] constexpr bool is_told_to_clients(event_kind kind) noexcept {
  return kind != event_kind::object_changed;
}

/// The name on the wire: `message.created`.
[[nodiscard]] std::string_view to_string(event_kind kind) noexcept;

/// One thing that happened in a room.
struct event {
  room_name room;
  /// 1, 2, 3 … without gaps per room; 0 for ephemeral kinds.
  std::uint64_t seq = 0;
  event_kind kind{};
  timestamp at{};
  /// `data` of the wire form: a JSON object, encoded once.
  std::string data;
  /// Of coalesced kinds: of whom in the room it tells; 0: of the room itself.
  std::int64_t subject = 0;

  friend bool operator==(const event&, const event&) = default;
};

} // namespace vestnik::model
