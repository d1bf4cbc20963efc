#include "storage/rooms/room_store.hpp"

#include "storage/secrets/encoding.hpp"
#include "storage/secrets/random.hpp"
#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

namespace vestnik::storage {

namespace {

constexpr statement insert_room{R"(
  INSERT INTO rooms (kind, id, last_seq, token, owner, log) VALUES ($1, $2, $3, 0, '', $4))"};

constexpr std::array<std::string_view, 2> room_columns{"wanted_kind", "wanted_id"};
constexpr bulk_statement lock_rooms{room_columns,
                                    R"(
  SELECT kind, id FROM given JOIN rooms ON kind = wanted_kind AND id = wanted_id
  ORDER BY kind, id)",
                                    bulk_statement::locking::what_is_free};
constexpr bulk_statement find_rooms{room_columns, R"(
  SELECT kind, id FROM given JOIN rooms ON kind = wanted_kind AND id = wanted_id)"};

constexpr std::array<std::string_view, 4> place_columns{"wanted_kind", "wanted_id", "wanted_token",
                                                        "places"};
constexpr bulk_statement take_if_newest{place_columns, R"(
  UPDATE rooms SET last_seq = last_seq + places FROM given
  WHERE kind = wanted_kind AND id = wanted_id AND token = wanted_token AND token > 0
    AND (owner_node = 0 OR EXISTS (
      SELECT 1 FROM nodes WHERE nodes.id = rooms.owner_node AND nodes.state IN (2, 3)))
  RETURNING kind, id, token, last_seq)"};

constexpr bulk_statement find_newest{place_columns, R"(
  SELECT kind, id, token, last_seq + places
  FROM given JOIN rooms ON kind = wanted_kind AND id = wanted_id
  WHERE token = wanted_token AND token > 0
    AND (owner_node = 0 OR EXISTS (
      SELECT 1 FROM nodes WHERE nodes.id = rooms.owner_node AND nodes.state IN (2, 3))))"};

constexpr bulk_statement give_places_back{place_columns, R"(
  UPDATE rooms SET last_seq = last_seq - places FROM given
  WHERE kind = wanted_kind AND id = wanted_id AND token = wanted_token)"};

constexpr std::string_view log_table = "room_log";
constexpr std::array<std::string_view, 6> log_columns{"room_kind", "room_id",     "seq",
                                                      "kind",      "happened_at", "data"};

constexpr std::array<std::string_view, 7> operation_columns{
    "done_by", "done_as", "in_kind", "in_id", "at_seq", "done", "done_at"};
// SQLite needs the WHERE to tell ON CONFLICT from a join's ON.
constexpr bulk_statement insert_operations{operation_columns, R"(
  INSERT INTO operations (user_id, op, room_kind, room_id, seq, result, happened_at)
  SELECT done_by, done_as, in_kind, in_id, at_seq, done, done_at FROM given WHERE true
  ON CONFLICT (user_id, op) DO NOTHING
  RETURNING user_id, op)"};

constexpr std::array<std::string_view, 3> number_columns{"done_by", "done_as", "at_seq"};
constexpr bulk_statement renumber_operations{number_columns, R"(
  UPDATE operations SET seq = at_seq FROM given WHERE user_id = done_by AND op = done_as)"};

constexpr std::array<std::string_view, 3> sought_operations{"place", "done_by", "done_as"};
constexpr bulk_statement select_operations{sought_operations, R"(
  SELECT place, room_kind, room_id, seq, result
  FROM given JOIN operations ON user_id = done_by AND op = done_as)"};

constexpr statement select_member{"SELECT 1 FROM chat_members WHERE chat_id = $1 AND user_id = $2"};

constexpr statement select_mail_owner{
    "SELECT 1 FROM mail_accounts WHERE id = $1 AND owner_id = $2"};
constexpr statement select_outcome{R"(
  SELECT seq, result FROM operations
  WHERE user_id = $1 AND op = $2 AND room_kind = $3 AND room_id = $4)"};

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

/// The first entry that stays, of those that may be removed at once: a log of millions is not
/// looked through to its young end each time. Clocks jump, so it is not simply the first young one.
constexpr statement select_first_kept{R"(
  SELECT seq FROM room_log
  WHERE room_kind = $1 AND room_id = $2 AND seq >= $3 AND happened_at >= $4 AND seq < $5
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

std::vector<value> to_cells(std::span<const log_places> places) {
  std::vector<value> cells;
  cells.reserve(places.size() * place_columns.size());
  for (const auto& each : places)
    cells.insert(cells.end(), {each.room.kind, each.room.id, each.token, each.count});
  return cells;
}

/// What is known of each (user, op), in the same order.
model::result<std::vector<std::optional<first_operation>>>
find_known(database& in, std::span<const operation> sought) {
  std::vector<value> cells;
  cells.reserve(sought.size() * sought_operations.size());
  for (std::size_t i = 0; i < sought.size(); ++i)
    cells.insert(cells.end(), {i, sought[i].user, sought[i].op});
  std::vector<std::optional<first_operation>> found(sought.size());
  auto done =
      in.execute_for_each(select_operations, cells, [&](const row& from) -> model::result<void> {
        found.at(from.get<std::size_t>(0)) = {
            {from.get<model::room_kind>(1), from.get<std::int64_t>(2)},
            from.get<std::uint64_t>(3),
            from.get<std::string>(4)};
        return {};
      });
  if (!done)
    return done.error();
  return found;
}

/// The key of an operation.
using user_and_op = std::pair<model::user_id, std::string>;

} // namespace

model::result<void> room_store::create(model::room_name room, std::uint64_t last_seq) {
  return run(database_, insert_room, {room.kind, room.id, last_seq, to_hex(random_bytes(8))});
}

model::error refusal_of(const log_places& places) {
  if (places.is == log_places::row::locked)
    return locked_by_another(places.room);
  return {model::ec::stale_token,
          fmt::format("{} has another owner than token {}, or its node is dead",
                      to_string(places.room), places.token)};
}

model::result<std::vector<model::room_name>> room_store::lock(std::vector<model::room_name> rooms) {
  std::ranges::sort(rooms);
  const auto again = std::ranges::unique(rooms);
  rooms.erase(again.begin(), again.end());
  auto locked = names_by(lock_rooms, rooms);
  if (!locked)
    return locked.error();
  if (locked->size() == rooms.size())
    return std::vector<model::room_name>{};
  std::vector<model::room_name> others;
  std::ranges::set_difference(rooms, *locked, std::back_inserter(others));
  // What does not exist cannot be locked either.
  return names_by(find_rooms, others);
}

model::result<std::vector<model::room_name>>
room_store::names_by(const bulk_statement& bulk, std::span<const model::room_name> rooms) {
  std::vector<value> cells;
  cells.reserve(rooms.size() * room_columns.size());
  for (const auto& each : rooms)
    cells.insert(cells.end(), {each.kind, each.id});
  std::vector<model::room_name> found;
  auto done =
      database_.execute_for_each(bulk, cells, [&found](const row& from) -> model::result<void> {
        found.push_back({from.get<model::room_kind>(0), from.get<std::int64_t>(1)});
        return {};
      });
  if (!done)
    return done.error();
  std::ranges::sort(found);
  return found;
}

model::result<void> room_store::take(std::span<log_places> wanted) {
  return lock_newest(take_if_newest, wanted);
}

model::result<void> room_store::hold(std::span<log_places> wanted) {
  return lock_newest(find_newest, wanted);
}

model::result<void> room_store::lock_newest(const bulk_statement& bulk,
                                            std::span<log_places> wanted) {
  std::ranges::sort(wanted, {}, &log_places::key);
  std::vector<model::room_name> rooms;
  for (const auto& each : wanted)
    rooms.push_back(each.room);
  const auto locked = lock(std::move(rooms));
  if (!locked)
    return locked.error();
  std::vector<log_places> free;
  for (auto& each : wanted)
    if (std::ranges::binary_search(*locked, each.room))
      each.is = log_places::row::locked;
    else
      free.push_back(each);
  return database_.execute_for_each(
      bulk, to_cells(free), [&](const row& from) -> model::result<void> {
        const model::room_name room{from.get<model::room_kind>(0), from.get<std::int64_t>(1)};
        const log_places::key_type key{room, from.get<std::uint64_t>(2)};
        const auto taken = std::ranges::lower_bound(wanted, key, {}, &log_places::key);
        taken->after = from.get<std::uint64_t>(3) - taken->count;
        return {};
      });
}

model::result<void> room_store::give_back(std::span<const log_places> unused) {
  return database_.execute_for_each(give_places_back, to_cells(unused), show_nothing);
}

model::result<void> room_store::write(std::span<const placed_entry> entries) {
  std::vector<value> cells;
  cells.reserve(entries.size() * log_columns.size());
  for (const auto& [room, seq, entry] : entries)
    cells.insert(cells.end(), {room.kind, room.id, seq, entry->kind, entry->at, entry->data});
  return database_.insert_many(log_table, log_columns, cells);
}

model::result<std::vector<bool>> room_store::note(std::span<const operation> done) {
  std::vector<value> cells;
  cells.reserve(done.size() * operation_columns.size());
  for (const auto& each : done)
    cells.insert(cells.end(), {each.user, each.op, each.room.kind, each.room.id, each.seq,
                               each.result, each.at});
  std::vector<user_and_op> noted;
  auto written = database_.execute_for_each(
      insert_operations, cells, [&noted](const row& from) -> model::result<void> {
        noted.emplace_back(from.get<model::user_id>(0), from.get<std::string>(1));
        return {};
      });
  if (!written)
    return written.error();
  if (noted.size() == done.size())
    return std::vector<bool>(done.size(), true);
  std::set<user_and_op> left{noted.begin(), noted.end()};
  std::vector<bool> is_new;
  for (const auto& each : done)
    is_new.push_back(left.erase({each.user, std::string{each.op}}) > 0);
  return is_new;
}

model::result<void> room_store::renumber(std::span<const operation> noted) {
  std::vector<value> cells;
  cells.reserve(noted.size() * number_columns.size());
  for (const auto& each : noted)
    cells.insert(cells.end(), {each.user, each.op, each.seq});
  return database_.execute_for_each(renumber_operations, cells, show_nothing);
}

model::result<std::vector<first_operation>>
room_store::find_first(std::span<const operation> repeated) {
  auto known = find_known(database_, repeated);
  if (!known)
    return known.error();
  std::vector<first_operation> found;
  for (auto& each : *known) {
    if (!each)
      return model::error{model::ec::internal, "an operation is neither new nor known"};
    found.push_back(std::move(*each));
  }
  return found;
}

model::result<std::size_t> room_store::purge(model::timestamp before, std::size_t limit) {
  return count(database_, delete_operations, {before, limit});
}

model::result<std::optional<model::room_name>> room_store::trim(const trim_before& ages,
                                                                model::room_name after) {
  auto rooms = all<oldest_entry>(database_, select_oldest, {after.kind, after.id, rooms_looked_at},
                                 to_oldest_entry);
  if (!rooms)
    return rooms.error();
  for (const auto& [room, first, at] : *rooms) {
    const auto before = room.kind == model::room_kind::user ? ages.personal : ages.other;
    if (at >= before)
      continue;
    const auto most = first + entries_trimmed;
    auto kept =
        one<std::uint64_t>(database_, select_first_kept, {room.kind, room.id, first, before, most},
                           [](const row& from) { return from.get<std::uint64_t>(0); });
    if (!kept)
      return kept.error();
    const auto end = kept->value_or(most);
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

model::result<std::optional<append::outcome>> outcome_of_operation::find(database& in) const {
  return one<append::outcome>(
      in, select_outcome, {user, op, room.kind, room.id}, [](const row& from) {
        return append::outcome{from.get<std::uint64_t>(0), append::fate::repeated_operation,
                               from.get<std::string>(1)};
      });
}

model::result<std::vector<model::event>> log_range::find(database& in) const {
  return all<model::event>(
      in, select_log, {room.kind, room.id, after, up_to, limit}, [this](const row& from) {
        return model::event{room, from.get<std::uint64_t>(0), from.get<model::event_kind>(1),
                            from.get<model::timestamp>(2), from.get<std::string>(3)};
      });
}

model::result<std::vector<std::string>> operation_results::find(database& in) const {
  std::vector<operation> sought;
  for (const auto& op : ops)
    sought.push_back({user, op, room, 0, {}, {}});
  transaction unit{in};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  auto known = find_known(in, sought);
  if (!known)
    return known.error();
  if (auto ended = unit.commit(); !ended)
    return ended.error();
  std::vector<std::string> results;
  for (auto& each : *known) {
    if (!each || each->room != room)
      return std::vector<std::string>{};
    results.push_back(std::move(each->result));
  }
  return results;
}

model::result<bool> may_see::find(database& in) const {
  if (room.kind == model::room_kind::user)
    return room == model::room_of(user);
  if (room.kind == model::room_kind::collection)
    return false;
  const auto found = count(
      in, room.kind == model::room_kind::chat ? select_member : select_mail_owner, {room.id, user});
  if (!found)
    return found.error();
  return *found > 0;
}

} // namespace vestnik::storage
