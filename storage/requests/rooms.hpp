#pragma once

#include "model/error.hpp"
#include "model/event.hpp"
#include "model/node.hpp"
#include "model/room.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/chats.hpp"
#include "storage/requests/mail.hpp"
#include "storage/requests/mail_accounts.hpp"
#include "storage/requests/notices.hpp"
#include "storage/requests/objects.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

class database;

/// Takes a room over: from now on only the returned token may append, so that an owner who was
/// replaced and does not know it writes nothing. Errors: `not_found`; `stale_token` when `node`
/// has not joined or is dead.
struct activate_room {
  struct position {
    std::uint64_t token = 0;
    std::uint64_t last_seq = 0;
    /// Random id of the log, renewed when a backup is restored: who resumes in another log than
    /// theirs reads anew.
    std::string log;
    /// The oldest entry that is kept; last_seq + 1 if there is none.
    std::uint64_t first_seq = 1;
  };
  using result_type = position;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

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
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::room_name room;
  model::node_id node;
};

/// How long, by the database's clock, the lease still runs of the node that had a room before
/// `node` took it: work that no token protects, like fetching mail, waits so long. Zero if
/// nobody had it, if the room was released, or if the lease has ended.
struct fetch_clearance {
  using result_type = std::chrono::milliseconds;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::room_name room;
  model::node_id node;
};

/// What else an entry writes in its transaction; monostate: nothing.
using entry_rows =
    std::variant<std::monostate, message_row, mail_row, quarantine_row, object_row, told_notice>;

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
/// newest, or the node that took the room is dead.
struct append {
  enum class fate : std::uint8_t {
    appended,
    /// The same (author, op) was done before: `seq` and `result` are the first's.
    repeated_operation,
    /// A mail or quarantine row with the same key exists, or the notice has been told.
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

} // namespace vestnik::storage
