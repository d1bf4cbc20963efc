#pragma once

#include "storage/database.hpp"
#include "storage/read.hpp"
#include "storage/write.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vestnik::storage {

/// An entry with the place that it was given.
struct placed_entry {
  model::room_name room;
  std::uint64_t seq = 0;
  const log_entry* entry = nullptr;
};

/// A client's write and what came of it (decision 5).
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

/// Rooms: who owns them, their logs, and the operations of clients. Errors beyond
/// those named are those of `database`.
class room_store {
public:
  explicit room_store(database& in) noexcept
      : database_{in} {}

  /// A room that nobody may append to until it is activated, with a log id of its own.
  /// The caller writes the entries up to `last_seq`.
  model::result<void> create(model::room_name room, std::uint64_t last_seq = 0);

  /// Errors: `not_found`.
  model::result<activate_room::position> activate(const activate_room& what);

  /// Takes `count` places at the end of the log for the holder of the newest token and
  /// locks the room until the transaction ends. Returns the last seq before them.
  /// Errors: `stale_token`.
  model::result<std::uint64_t> take_places(model::room_name room, std::uint64_t token,
                                           std::size_t count);
  /// Gives the last `count` places back that were taken in this transaction.
  model::result<void> give_back(model::room_name room, std::size_t count);

  /// Writes entries at places taken before.
  model::result<void> write(std::span<const placed_entry> entries);

  /// Notes an operation, or returns the one noted first under its (user, op).
  model::result<std::optional<first_operation>> note(const operation& what);
  /// Forgets at most `limit` operations from before `before`; returns how many.
  model::result<std::size_t> purge(model::timestamp before, std::size_t limit);

  /// Removes what is older than allowed from the logs of the next rooms after `after`.
  /// Returns where to go on; empty: no room is left.
  model::result<std::optional<model::room_name>> trim(const trim_before& what,
                                                      model::room_name after);

  model::result<std::vector<model::event>> find(const log_range& what);

private:
  database& database_;
};

} // namespace vestnik::storage
