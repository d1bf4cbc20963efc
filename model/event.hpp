#pragma once

#include "model/room.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

// Everything that a room's owner can say. docs/wire/events.md has a sample of each.

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
  /// chat: a message has another text.
  message_edited = 9,
  /// chat: the text of a message is gone.
  message_deleted = 10,
  /// chat: a member has reacted to a message, or takes it back.
  reaction_changed = 11,
  /// chat: a message is pinned, or no longer.
  pin_changed = 12,
  /// chat: people have become members.
  members_added = 13,
  /// chat: a member has left or was removed; the last that one hears of the room.
  member_removed = 14,
  /// chat: a member has another role.
  role_changed = 15,
  /// chat: another title, description, or rule.
  chat_changed = 16,
  /// user: the user is no member of a chat any longer.
  chat_removed = 17,
  /// user: a chat is muted, pinned, archived, or no longer.
  chat_settings = 18,

  // -- ephemeral: no `seq`; may be missing (see `delivery_policy`)
  /// mailbox: connection state and progress.
  mailbox_state = 128,
  /// chat: how far a member has read.
  chat_read = 129,
  /// chat: a member is writing.
  chat_typing = 130,
  /// user: what is unread in a chat, since the user has read some of it.
  chat_counters = 131,
  /// user: what is unread in a thread, since the user has read some of it, or whether it is
  /// counted.
  thread_counters = 132,
};

/// What happens to an event on its way to a connection that is read too slowly.
enum class delivery_policy : std::uint8_t {
  /// Never lost: the connection is closed, and the client resumes.
  never_drop,
  /// Only the newest of its subject is kept.
  coalesce,
  /// Lost, the oldest first.
  drop_oldest,
};

/// Whether an event has a place in the log of its room.
enum class durability : std::uint8_t { ephemeral, durable };

/// Who hears of an event: clients that follow the room, or consumers alone, which make events
/// of their own of it.
enum class audience : std::uint8_t { clients, consumers };

struct event_traits {
  event_kind kind{};
  /// On the wire: `message.created`.
  std::string_view name;
  durability log{};
  delivery_policy policy{};
  audience heard_by{};
};

/// All that depends on the kind of an event: a new kind is one row. It is durable if its number is
/// below 128.
inline constexpr auto event_table = [] {
  using enum event_kind;
  using enum durability;
  using enum delivery_policy;
  using enum audience;
  return std::to_array<event_traits>({
      {chat_created, "chat.created", durable, never_drop, clients},
      {message_created, "message.created", durable, never_drop, clients},
      {chat_added, "chat.added", durable, never_drop, clients},
      {mailbox_added, "mailbox.added", durable, never_drop, clients},
      {mail_received, "mail.received", durable, never_drop, clients},
      {mail_quarantined, "mail.quarantined", durable, never_drop, clients},
      {mailbox_reset, "mailbox.reset", durable, never_drop, clients},
      {object_changed, "object.changed", durable, never_drop, consumers},
      {message_edited, "message.edited", durable, never_drop, clients},
      {message_deleted, "message.deleted", durable, never_drop, clients},
      {reaction_changed, "reaction.changed", durable, never_drop, clients},
      {pin_changed, "pin.changed", durable, never_drop, clients},
      {members_added, "members.added", durable, never_drop, clients},
      {member_removed, "member.removed", durable, never_drop, clients},
      {role_changed, "role.changed", durable, never_drop, clients},
      {chat_changed, "chat.changed", durable, never_drop, clients},
      {chat_removed, "chat.removed", durable, never_drop, clients},
      {chat_settings, "chat.settings", durable, never_drop, clients},
      {mailbox_state, "mailbox.state", ephemeral, coalesce, clients},
      {chat_read, "chat.read", ephemeral, coalesce, clients},
      {chat_typing, "chat.typing", ephemeral, drop_oldest, clients},
      {chat_counters, "chat.counters", ephemeral, coalesce, clients},
      {thread_counters, "thread.counters", ephemeral, drop_oldest, clients},
  });
}();

/// Its row. A kind that this version does not know, of a newer node or of a log after a step
/// back, is named `unknown` and never dropped; from 128 up it is ephemeral.
[[nodiscard]] const event_traits& traits_of(event_kind kind) noexcept;

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

/// The person for whom the event is the last of its room: the one who left a chat or was removed.
/// Zero: nobody.
[[nodiscard]] user_id leaver_of(const event& last);

} // namespace vestnik::model
