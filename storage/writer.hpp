#pragma once

#include "config/defaults.hpp"
#include "storage/append_batch.hpp"
#include "storage/people/session_store.hpp"
#include "storage/requests/all.hpp"
#include "storage/rooms/room_store.hpp"
#include "storage/sql/database.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <vector>

namespace vestnik::storage {

/// Writes, many at a time: the cost of a commit is waiting for the disk, and a group
/// pays it once. Used by one thread at a time.
///
/// A write that is refused (`stale_token`, `not_found`, a taken login, …) has written
/// nothing and leaves the others of its group alone, and so has one whose room somebody else has
/// locked: nobody waits for that room. If the database itself fails one,
/// the group is undone and tried again in halves, down to the bad ones: only they fail, and
/// there is still one commit. If that fails, as on a full disk, each half is a group of its own.
/// One that would change a row that somebody else has locked is such a bad one, and so is what is
/// written to its room behind it, since it may come again.
class writer {
public:
  /// How long what is kept for a time only is kept.
  struct retention {
    /// A repeated `op` is known so long.
    std::chrono::microseconds operations = std::chrono::days{7};
    /// Who has been away for longer cannot resume, and reads anew.
    std::chrono::microseconds log = config::defaults::storage::log_retention;
    /// The same for `user:ID`, whose events only tell what the lists show too.
    std::chrono::microseconds personal_log = config::defaults::storage::personal_log_retention;
  };

  writer(std::unique_ptr<database> in, const retention& kept);

  /// Makes the writes durable, as if in their order, but that rooms are taken over at the end, a
  /// few hundred in a transaction and in one order everywhere. One result each, in the order of
  /// `writes`: the `result_type` of the write, or an error that it or `database` names. What was
  /// committed together has one outcome; after `outcome_unknown` or `unavailable` nothing else is
  /// tried, and all later writes are `unavailable`: they have not been made.
  [[nodiscard]] std::vector<model::result<write_result>> commit(std::span<const write> writes);

  enum class purging : std::uint8_t { more, done };

  /// Forgets some of what has had its time – operations, ended sessions, tickets, old
  /// entries of logs – in one small transaction. To be called until it is `done`. Errors:
  /// those of `database`.
  /// @param pause of all who use the database: if one of them began less than that ago, nothing is
  /// done.
  model::result<purging> purge_some(model::timestamp now, std::chrono::microseconds pause = {});

private:
  using results = std::vector<model::result<write_result>>;
  /// Some of the writes, in the order in which they are made.
  using selection = std::span<const write* const>;

  /// All writes in one transaction; an error means that none of them stays.
  model::result<results> commit_together(selection writes);
  /// The same without those that the database fails, each of which has its own error.
  model::result<results> commit_good(selection writes);
  /// Inside a transaction: applies all writes and has their results in `out`. An error means that
  /// the transaction is doomed; so may be one whose write has an error as its result.
  model::result<void> apply(selection writes, results& out);
  /// The same without those that the database fails; an error means that it is away.
  model::result<void> apply_good(transaction& in, selection writes, results& out);
  /// What a write hears that the database has failed.
  model::error refusal_of(const write& order, const model::error& why);
  /// What comes behind a write of a room that somebody else has locked stays out with it, though
  /// the room may be free by then.
  void keep_out_locked(selection writes, const results& answers);
  /// Locks the rooms that are taken over or released; returns those that somebody else has locked,
  /// in the order of their names.
  model::result<std::vector<model::room_name>> lock_rooms_of(selection writes);

  enum class database_state : std::uint8_t { answers, away };
  /// Appends the results of the writes, which it commits in as few transactions as possible.
  database_state commit_in_parts(selection writes, results& out);

  std::unique_ptr<database> database_;
  append_batch appends_;
  chat_store chats_;
  /// Rooms with a write of this group that somebody else's lock has kept out.
  std::set<model::room_name> kept_out_;
  /// Locks that this group has waited for in vain since it fell apart.
  std::size_t locks_met_ = 0;
  // What forgets.
  session_store sessions_;
  room_store rooms_;

  /// How far `purge_some` has come in its round.
  enum class purge_step : std::uint8_t { turn, operations, sessions, tickets, logs };
  /// Takes one step, and returns the next; `turn`, the first, ends the round.
  model::result<purge_step> take(purge_step step, model::timestamp now,
                                 std::chrono::microseconds pause);

  retention kept_;
  purge_step next_purge_ = purge_step::turn;
  /// Logs up to this room's have been looked at.
  model::room_name trimmed_{};
};

} // namespace vestnik::storage
