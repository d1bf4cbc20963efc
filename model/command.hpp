#pragma once

#include "model/mail.hpp"
#include "model/object_change.hpp"
#include "model/room.hpp"
#include "model/values/id.hpp"
#include "model/values/json.hpp"
#include "model/values/secret.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// Everything that can be asked of a room's owner. The reply to each is JSON, the
// `data` of docs/wire.md; the owner checks who asks. `model/event.hpp` is the other
// half: everything that can be said by one.

namespace vestnik::model {

// -- to user:ID, by that user only -------------------------------------------------

/// The chats the user is a member of, the most recently active first.
struct list_chats {};

/// People whose login or name starts with `prefix` (lower case, at most 20).
struct search_people {
  std::string prefix;
};

/// The dialog with `peer`, made if there is none. WRITE.
struct open_dialog {
  user_id peer;
};

/// The user's mail accounts with their states.
struct list_mail_accounts {};

/// Signs in at the server to prove the settings, then follows the account. WRITE.
/// Errors: `mail_refused`, `mail_unreachable` with the server's own words.
struct add_mail_account {
  std::string address;
  mail_server server;
  secret password;
};

// -- to chat:ID, by its members ----------------------------------------------------

/// Appends a message. WRITE.
struct send_message {
  std::string text;
};

/// The caller has read up to `seq`; the highest mark counts, so it needs no `op`.
struct mark_read {
  std::uint64_t seq = 0;
};

/// The caller is writing; others may be shown so for some seconds.
struct typing {};

/// Messages with `seq` below `before` (0: the newest), at most `limit`, newest first.
struct read_history {
  std::uint64_t before = 0;
  std::uint32_t limit = 50;
};

// -- to mailbox:ID, by those it is shared with -------------------------------------

/// Summaries by date received, newest first; `before` is the `cursor` of the previous
/// page, empty for the first.
struct list_mails {
  std::string before;
  std::uint32_t limit = 50;
};

/// One message with its text.
struct read_mail {
  mail_id mail;
};

// -- to collection:ID, by consumers only: they check what their clients may do ------
//
// Keys are in the canonical form of `consumers::read_key`.

/// The object. Errors: `not_found` on `pk`.
struct find_object {
  json_text key;
};

/// `{"objects": [...], "total": n}` in the order of the keys; `total` is how many there
/// are without `after`, `offset` and `limit`.
struct list_objects {
  /// Only those that have all these values: a JSON object.
  json_text equal{"{}"};
  /// Only those behind this key; empty: all.
  json_text after = {};
  std::uint64_t offset = 0;
  std::uint64_t limit = 0;
};

/// All of them, together or not at all. `{"objects": [...]}`, one per change: as it is
/// afterwards, as it was for remove. Needs no `op`. WRITE.
/// Errors: `not_found` on `pk`, `conflict` on the key for an insert of a text that is
/// taken, `invalid` naming the field.
struct change_objects {
  std::vector<object_change> changes;
};

using command_body = std::variant<list_chats, search_people, open_dialog, list_mail_accounts,
                                  add_mail_account, send_message, mark_read, typing, read_history,
                                  list_mails, read_mail, find_object, list_objects, change_objects>;

/// One request to a room's owner.
struct command {
  user_id caller;
  room_name target;
  /// Client operation id, a UUID unique per user (decision 5); empty on reads, and where
  /// no client asks.
  std::string op;
  command_body body;
};

/// Whether the command changes something; a client that asks for it gives an `op`.
[[nodiscard]] bool is_write(const command_body& body) noexcept;

} // namespace vestnik::model
