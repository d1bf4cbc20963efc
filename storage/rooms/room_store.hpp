#pragma once

#include "storage/requests/rooms.hpp"
#include "storage/sql/database.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::storage {

/// An entry with the place that it was given.
struct placed_entry {
  model::room_name room;
  std::uint64_t seq = 0;
  const log_entry* entry = nullptr;
};

/// Places at the end of one room's log.
struct log_places {
  model::room_name room;
  std::uint64_t token = 0;
  std::uint64_t count = 0;
  /// The last seq before them, once they are taken.
  std::optional<std::uint64_t> after = {};
  /// Whether somebody else has locked the room.
  enum class row : std::uint8_t { free, locked } is = row::free;

  using key_type = std::pair<model::room_name, std::uint64_t>;
  [[nodiscard]] key_type key() const { return {room, token}; }
};

/// Why places were not taken.
[[nodiscard]] model::error refusal_of(const log_places& places);

/// A client's write and what came of it, kept so that a repeated one is not done twice.
struct operation {
  model::user_id user;
  std::string_view op;
  model::room_name room;
  std::uint64_t seq = 0;
  std::string_view result;
  model::timestamp at{};
};

/// What came of an operation when it was done first.
struct first_operation {
  model::room_name room;
  std::uint64_t seq = 0;
  std::string result;
};

/// From when on entries are kept: those of `user:ID`, and those of other rooms.
struct trim_before {
  model::timestamp personal{};
  model::timestamp other{};
};

/// Rooms, their logs, and the operations of clients. Errors beyond
/// those named are those of `database`.
class room_store {
public:
  explicit room_store(database& in) noexcept
      : database_{in} {}

  /// A room that nobody may append to until it is activated, with a log id of its own.
  /// The caller writes the entries up to `last_seq`.
  model::result<void> create(model::room_name room, std::uint64_t last_seq = 0);

  /// Locks rooms until the transaction ends, in one order everywhere, and waits for nobody. Returns
  /// those that somebody else has locked, in the order of their names.
  model::result<std::vector<model::room_name>> lock(std::vector<model::room_name> rooms);

  /// Takes places for the holders of the newest tokens on living nodes and locks their rooms
  /// until the transaction ends; the others' stay without `after`, and so do those of rooms that
  /// somebody else has locked: nobody waits for them. No two of one room and token.
  model::result<void> take(std::span<log_places> wanted);
  /// Locks their rooms as `take` does, for who writes beside the log: their `after` is the last
  /// seq, and nothing of the rooms is changed.
  model::result<void> hold(std::span<log_places> wanted);
  /// Gives the last `count` places of each back that were taken in this transaction.
  model::result<void> give_back(std::span<const log_places> unused);

  /// Writes entries at places taken before.
  model::result<void> write(std::span<const placed_entry> entries);

  /// Notes operations. Returns for each whether it is new; of several under one
  /// (user, op) the first is.
  model::result<std::vector<bool>> note(std::span<const operation> done);
  /// Changes the `seq` of operations that were noted in this transaction.
  model::result<void> renumber(std::span<const operation> noted);
  /// What is known of each (user, op), in the same order. Errors: `internal` for one
  /// that is not noted.
  model::result<std::vector<first_operation>> find_first(std::span<const operation> repeated);
  /// Forgets at most `limit` operations from before `before`; returns how many.
  model::result<std::size_t> purge(model::timestamp before, std::size_t limit);

  /// Removes what is older than allowed from the logs of the next rooms after `after`.
  /// Returns where to go on; empty: no room is left.
  model::result<std::optional<model::room_name>> trim(const trim_before& ages,
                                                      model::room_name after);

private:
  /// Locks what is free, and asks for the newest tokens by a statement that returns them.
  model::result<void> lock_newest(const bulk_statement& bulk, std::span<log_places> wanted);
  model::result<std::vector<model::room_name>> names_by(const bulk_statement& bulk,
                                                        std::span<const model::room_name> rooms);

  database& database_;
};

} // namespace vestnik::storage
