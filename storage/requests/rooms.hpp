#pragma once

#include "model/error.hpp"
#include "model/event.hpp"
#include "model/room.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/chat_members.hpp"
#include "storage/requests/chats.hpp"
#include "storage/requests/mail.hpp"
#include "storage/requests/mail_accounts.hpp"
#include "storage/requests/notices.hpp"
#include "storage/requests/objects.hpp"
#include "storage/requests/room_ownership.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

class database;

/// What else an entry writes in its transaction; monostate: nothing.
using entry_rows = std::variant<std::monostate, message_row, chat_change_row, chat_settings_row,
                                mail_row, quarantine_row, replaced_mails, object_row, told_notice>;

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

/// Appends entries to a room's log, together with the rows derived from them; the appends of a
/// transaction are written together, by `append_batch`. Errors, with which nothing is written:
/// `invalid` for an entry or cursor that does not belong into the room, and for a mail with a text
/// that is no UTF-8; `conflict` for an `op` that was used in another room, and on `cursor` when
/// what lies before an advance is not stored; `stale_token` when the token is not the room's
/// newest, or the node that took the room is dead; `unavailable` on `room` as `locked_by_another`.
struct append {
  enum class fate : std::uint8_t {
    appended,
    /// The same (author, op) was done before: `seq` and `result` are the first's.
    repeated_operation,
    /// A mail or quarantine row with the same key exists, the same mail was stored in an earlier
    /// numbering of its folder and has its key now, no mails were replaced, the notice has been
    /// told, or what was to be changed is so already.
    known,
  };
  /// What became of one entry.
  struct outcome {
    /// Its place in the log; 0 for what is known, which is skipped silently.
    std::uint64_t seq = 0;
    fate kind = fate::appended;
    /// The operation's result, the first one's if repeated.
    std::string result;
  };
  using result_type = std::vector<outcome>;

  model::room_name room;
  std::uint64_t token = 0;
  std::vector<log_entry> entries;
  /// Empty, or how far the folders are fetched with it, one after the other.
  std::vector<folder_advance> cursors;
};

/// What came of a client's write in a room, if it was made: its entry's `seq` (0: nothing was to be
/// changed) and its result.
struct outcome_of_operation {
  using result_type = std::optional<append::outcome>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::room_name room;
  model::user_id user;
  std::string op;
};

/// A stretch of a room's log in order.
struct log_range {
  using result_type = std::vector<model::event>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::room_name room;
  /// Entries with seq in (after, up_to].
  std::uint64_t after = 0;
  std::uint64_t up_to = 0;
  std::uint32_t limit = 500;
};

/// What a user's operations have left in a room when they were done, in this order; empty unless
/// all of them were done, and there.
struct operation_results {
  using result_type = std::vector<std::string>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::room_name room;
  model::user_id user;
  std::vector<std::string> ops;
};

/// Whether a user is of those for whom a room is there: a member of the chat, the owner of the
/// mailbox, the person of `user:ID`. A collection is there for nobody, nor is a room that does not
/// exist.
struct may_see {
  using result_type = bool;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::user_id user;
  model::room_name room;
};

} // namespace vestnik::storage
