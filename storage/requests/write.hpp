#pragma once

#include "model/event.hpp"
#include "model/identity.hpp"
#include "model/mail.hpp"
#include "model/node.hpp"
#include "model/room.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// Everything that can be written. Each struct is one atomic write; `writer` commits
// many of them in one transaction (group commit). Answers are `result_type`s.

namespace vestnik::storage {

class object_table;

/// Takes a room over: from now on only the returned token may append (decision 3).
/// Errors: `not_found`; `stale_token` when `node` has not joined or is dead.
struct activate_room {
  struct position {
    std::uint64_t token = 0;
    std::uint64_t last_seq = 0;
    /// Random id of the log, renewed when a backup is restored (decision 7).
    std::string log;
    /// The oldest entry that is kept; last_seq + 1 if there is none.
    std::uint64_t first_seq = 1;
  };
  using result_type = position;

  model::room_name room;
  /// Name of the node that takes it.
  std::string owner;
  /// Its life; zero: one that is alone and needs no row.
  model::node_id node{};
};

/// A node has stopped what it did with a room outside of the database: nobody needs to wait
/// for its lease. The token stays as it is. Succeeds without effect for a room that the node
/// did not have.
struct release_room {
  using result_type = std::monostate;

  model::room_name room;
  model::node_id node;
};

/// The row of a chat message that goes with its log entry.
struct message_row {
  model::message_id id;
  model::user_id author;
  std::string text;
};

/// The row of a mail that goes with its log entry; unique by its key.
struct mail_row {
  model::mail_id id;
  model::fetched_mail mail;
  /// First words of the text, for lists.
  std::string snippet;
};

/// The row of a mail that could not be read; unique by its key.
struct quarantine_row {
  model::quarantined_mail mail;
};

/// What becomes of the object of a model that its log entry tells of.
struct object_row {
  enum class kind : std::uint8_t {
    /// There is none with the key; else the database refuses it: `conflict`.
    insert,
    /// There is one, and it becomes this.
    replace,
    erase,
  };
  kind what = kind::insert;
  std::shared_ptr<const object_table> table;
  /// As it fits the key's column.
  boost::json::value key;
  /// All fields of the object, as they fit; null for `erase`.
  std::shared_ptr<const boost::json::object> fields;
};

/// What else an entry writes in its transaction; monostate: nothing.
using entry_rows = std::variant<std::monostate, message_row, mail_row, quarantine_row, object_row>;

/// One log entry to be. The storage gives it the room's next `seq`, so that a
/// refused duplicate leaves no gap.
struct log_entry {
  model::event_kind kind{};
  model::timestamp at{};
  /// The event's `data`, a JSON object.
  std::string data;
  /// Who did it and the client's operation id; empty `op`: no client's write.
  model::user_id author;
  std::string op;
  /// JSON object kept as the operation's result, without `seq`.
  std::string result;
  entry_rows rows;
};

/// Where the fetching of a folder stands; written with the mails it covers.
struct folder_cursor {
  model::account_id account;
  std::string folder;
  std::uint32_t uidvalidity = 0;
  /// The last UID that was published; 0: none.
  std::uint32_t last_uid = 0;
};

/// Appends entries to a room's log, together with the rows derived from them.
/// Errors: `stale_token` when the token is not the room's newest, or the node that took the
/// room is dead: nothing is written.
struct append {
  /// What became of one entry.
  struct outcome {
    /// Its place in the log; 0 for a duplicate mail, which is skipped silently.
    std::uint64_t seq = 0;
    enum class kind : std::uint8_t {
      appended,
      /// The same (author, op) was done before: `seq` and `result` are the first's.
      repeated_operation,
      /// A mail or quarantine row with the same key exists.
      known_mail,
    } what = kind::appended;
    /// The operation's result, the first one's if repeated.
    std::string result;
  };
  using result_type = std::vector<outcome>;

  model::room_name room;
  std::uint64_t token = 0;
  std::vector<log_entry> entries;
  /// Empty, or the folder's new cursor.
  std::vector<folder_cursor> cursors;
};

/// A new person, with the room `user:ID`. Errors: `conflict` on `login`.
struct create_user {
  using result_type = std::monostate;

  model::user_id id;
  std::string login;
  std::string name;
  /// PHC string of Argon2id.
  std::string password;
  model::timestamp at{};
};

/// Replaces a password's hash by one of the same password, unless it was changed
/// meanwhile; then, and for a person who is gone, it succeeds without effect.
struct renew_password {
  using result_type = std::monostate;

  model::user_id user;
  /// PHC strings.
  std::string from;
  std::string to;
};

struct create_session {
  using result_type = std::monostate;

  model::session_id id;
  model::user_id user;
  /// SHA-256 of the token, 32 bytes; the token itself is never stored.
  std::string token_hash;
  model::timestamp at{};
  model::timestamp expires_at{};
};

/// Ends a session; ending one that does not exist succeeds.
struct end_session {
  using result_type = std::monostate;

  model::session_id id;
};

/// A one-time password for opening a WebSocket within a session, on any node.
struct create_ticket {
  using result_type = std::monostate;

  /// SHA-256 of the ticket, 32 bytes; the ticket itself is never stored.
  std::string hash;
  model::user_id user;
  model::session_id session;
  model::timestamp expires_at{};
};

/// Says whose a ticket is, once. Errors: `unauthenticated` when there is none, or it or its
/// session has ended.
struct spend_ticket {
  using result_type = model::identity;

  std::string hash;
  model::timestamp now{};
};

/// The dialog of two people: found, or made with its members, its room and the
/// room's first entry `chat.created`. Errors: `not_found` when `peer` does not exist.
struct open_dialog {
  struct opened {
    model::chat_id chat;
    enum class how : std::uint8_t { found, made } what = how::found;
  };
  using result_type = opened;

  /// The id to give if it is made.
  model::chat_id candidate;
  model::user_id caller;
  model::user_id peer;
  model::timestamp at{};
};

/// How far a member has read: state of the member, without a place in the log
/// (decision 6). The highest mark counts and is returned. Errors: `not_found`; `stale_token` as of
/// `append`.
struct mark_read {
  using result_type = std::uint64_t;

  model::chat_id chat;
  std::uint64_t token = 0;
  model::user_id user;
  std::uint64_t seq = 0;
};

/// A mail account and its room `mailbox:ID`. A repeated `op` returns the first id.
struct create_mail_account {
  using result_type = model::account_id;

  model::account_id id;
  model::user_id owner;
  std::string op;
  std::string address;
  model::mail_server server;
  /// The password, sealed by `secret_box`.
  std::string sealed_password;
  model::timestamp at{};
};

using write = std::variant<activate_room, release_room, append, create_user, renew_password,
                           create_session, end_session, open_dialog, mark_read, create_mail_account,
                           create_ticket, spend_ticket>;

/// The answer to the write alternative of the same place.
using write_result =
    std::variant<activate_room::position, append::result_type, std::monostate, open_dialog::opened,
                 std::uint64_t, model::account_id, model::identity>;

} // namespace vestnik::storage
