#include "storage/room_store.hpp"

#include "storage/encoding.hpp"
#include "storage/query.hpp"
#include "storage/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vestnik::storage {

namespace {

constexpr statement insert_room{R"(
  INSERT INTO rooms (kind, id, last_seq, token, owner, log) VALUES ($1, $2, $3, 0, '', $4))"};

constexpr statement activate_newest{R"(
  UPDATE rooms SET token = token + 1, owner = $3
  WHERE kind = $1 AND id = $2
  RETURNING token, last_seq, log, first_seq)"};

constexpr statement take_if_newest{R"(
  UPDATE rooms SET last_seq = last_seq + $4
  WHERE kind = $1 AND id = $2 AND token = $3 AND token > 0
  RETURNING last_seq - $4)"};

constexpr statement give_places_back{
    "UPDATE rooms SET last_seq = last_seq - $3 WHERE kind = $1 AND id = $2"};

constexpr std::string_view log_table = "room_log";
constexpr std::array<std::string_view, 6> log_columns{"room_kind", "room_id",     "seq",
                                                      "kind",      "happened_at", "data"};

constexpr statement insert_operation{R"(
  INSERT INTO operations (user_id, op, room_kind, room_id, seq, result, happened_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (user_id, op) DO NOTHING
  RETURNING seq)"};

constexpr statement select_operation{R"(
  SELECT room_kind, room_id, seq, result FROM operations WHERE user_id = $1 AND op = $2)"};

constexpr statement delete_operations{R"(
  DELETE FROM operations
  WHERE (user_id, op) IN (SELECT user_id, op FROM operations WHERE happened_at < $1 LIMIT $2)
  RETURNING seq)"};

constexpr statement select_log{R"(
  SELECT seq, kind, happened_at, data FROM room_log
  WHERE room_kind = $1 AND room_id = $2 AND seq > $3 AND seq <= $4
  ORDER BY seq
  LIMIT $5)"};

/// Rooms looked at, and entries of one room removed, per transaction, so that others
/// wait for milliseconds at most.
constexpr std::size_t rooms_looked_at = 500;
constexpr std::uint64_t entries_trimmed = 2000;

/// The oldest entries of rooms, in the order of the rooms' names.
constexpr statement select_oldest{R"(
  SELECT r.kind, r.id, r.first_seq, l.happened_at
  FROM rooms r
  LEFT JOIN room_log l ON l.room_kind = r.kind AND l.room_id = r.id AND l.seq = r.first_seq
  WHERE (r.kind, r.id) > ($1, $2)
  ORDER BY r.kind, r.id
  LIMIT $3)"};

/// The first entry that stays; clocks jump, so it is not simply the first young one.
constexpr statement select_first_kept{R"(
  SELECT seq FROM room_log
  WHERE room_kind = $1 AND room_id = $2 AND seq >= $3 AND happened_at >= $4
  ORDER BY seq
  LIMIT 1)"};

constexpr statement move_first{R"(
  UPDATE rooms SET first_seq = CASE WHEN $3 > last_seq THEN last_seq + 1 ELSE $3 END
  WHERE kind = $1 AND id = $2)"};

constexpr statement delete_entries{
    "DELETE FROM room_log WHERE room_kind = $1 AND room_id = $2 AND seq < $3"};

struct oldest_entry {
  model::room_name room;
  std::uint64_t seq = 0;
  /// Of an empty log: the end of time.
  model::timestamp at = model::timestamp::max();
};

oldest_entry to_oldest_entry(const row& from) {
  oldest_entry out{{from.get<model::room_kind>(0), from.get<std::int64_t>(1)},
                   from.get<std::uint64_t>(2)};
  if (!from.is_null(3))
    out.at = from.get<model::timestamp>(3);
  return out;
}

activate_room::position to_position(const row& from) {
  return {from.get<std::uint64_t>(0), from.get<std::uint64_t>(1), from.get<std::string>(2),
          from.get<std::uint64_t>(3)};
}

first_operation to_first_operation(const row& from) {
  return {{from.get<model::room_kind>(0), from.get<std::int64_t>(1)},
          from.get<std::uint64_t>(2),
          from.get<std::string>(3)};
}

} // namespace

model::result<void> room_store::create(model::room_name room, std::uint64_t last_seq) {
  return run(database_, insert_room, {room.kind, room.id, last_seq, to_hex(random_bytes(8))});
}

model::result<activate_room::position> room_store::activate(const activate_room& what) {
  auto taken = one<activate_room::position>(
      database_, activate_newest, {what.room.kind, what.room.id, what.owner}, to_position);
  if (!taken)
    return taken.error();
  if (!*taken)
    return model::error{model::ec::not_found, fmt::format("no room {}", to_string(what.room))};
  return std::move(**taken);
}

model::result<std::uint64_t> room_store::take_places(model::room_name room, std::uint64_t token,
                                                     std::size_t count) {
  auto last = one<std::uint64_t>(database_, take_if_newest, {room.kind, room.id, token, count},
                                 [](const row& from) { return from.get<std::uint64_t>(0); });
  if (!last)
    return last.error();
  if (!*last)
    return model::error{model::ec::stale_token,
                        fmt::format("{} has another owner than token {}", to_string(room), token)};
  return **last;
}

model::result<void> room_store::give_back(model::room_name room, std::size_t count) {
  return run(database_, give_places_back, {room.kind, room.id, count});
}

model::result<void> room_store::write(std::span<const placed_entry> entries) {
  std::vector<value> cells;
  cells.reserve(entries.size() * log_columns.size());
  for (const auto& [room, seq, entry] : entries)
    cells.insert(cells.end(), {room.kind, room.id, seq, entry->kind, entry->at, entry->data});
  return database_.insert_many(log_table, log_columns, cells);
}

model::result<std::optional<first_operation>> room_store::note(const operation& what) {
  auto noted =
      count(database_, insert_operation,
            {what.user, what.op, what.room.kind, what.room.id, what.seq, what.result, what.at});
  if (!noted)
    return noted.error();
  if (*noted > 0)
    return std::optional<first_operation>{};
  return one<first_operation>(database_, select_operation, {what.user, what.op},
                              to_first_operation);
}

model::result<std::size_t> room_store::purge(model::timestamp before, std::size_t limit) {
  return count(database_, delete_operations, {before, limit});
}

model::result<std::optional<model::room_name>> room_store::trim(const trim_before& what,
                                                                model::room_name after) {
  auto rooms = all<oldest_entry>(database_, select_oldest, {after.kind, after.id, rooms_looked_at},
                                 to_oldest_entry);
  if (!rooms)
    return rooms.error();
  for (const auto& [room, first, at] : *rooms) {
    const auto before = room.kind == model::room_kind::user ? what.personal : what.other;
    if (at >= before)
      continue;
    auto kept =
        one<std::uint64_t>(database_, select_first_kept, {room.kind, room.id, first, before},
                           [](const row& from) { return from.get<std::uint64_t>(0); });
    if (!kept)
      return kept.error();
    const auto most = first + entries_trimmed;
    const auto end = std::min(kept->value_or(most), most);
    if (auto moved = run(database_, move_first, {room.kind, room.id, end}); !moved)
      return moved.error();
    if (auto gone = run(database_, delete_entries, {room.kind, room.id, end}); !gone)
      return gone.error();
    // One room per transaction; it is looked at again, since it may have more.
    return std::optional{model::room_name{room.kind, room.id - 1}};
  }
  if (rooms->size() < rooms_looked_at)
    return std::optional<model::room_name>{};
  return std::optional{rooms->back().room};
}

model::result<std::vector<model::event>> room_store::find(const log_range& what) {
  return all<model::event>(
      database_, select_log, {what.room.kind, what.room.id, what.after, what.up_to, what.limit},
      [&what](const row& from) {
        return model::event{what.room, from.get<std::uint64_t>(0), from.get<model::event_kind>(1),
                            from.get<model::timestamp>(2), from.get<std::string>(3)};
      });
}

} // namespace vestnik::storage
