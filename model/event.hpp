#pragma once

#include "model/room.hpp"
#include "model/time.hpp"

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

  // -- ephemeral: no `seq`, only the newest counts (policy: coalesce)
  /// mailbox: connection state and progress.
  mailbox_state = 128,
};

/// Whether the kind has a place in the log.
[[nodiscard]] constexpr bool is_durable(event_kind kind) noexcept {
  return static_cast<std::uint8_t>(kind) < 128;
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

  friend bool operator==(const event&, const event&) = default;
};

} // namespace vestnik::model
