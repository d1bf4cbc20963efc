#include "storage/rooms/room_ownership.hpp"

#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace vestnik::storage {

namespace {

// A room that was released keeps the node before, whose lease may still run.
constexpr statement activate_newest{R"(
  UPDATE rooms
  SET token = token + 1, owner = $3, owner_node = $4,
    previous_node = CASE WHEN owner_node IN ($4, 0) THEN previous_node ELSE owner_node END
  WHERE kind = $1 AND id = $2 AND (EXISTS (
    SELECT 1 FROM nodes WHERE nodes.id = $4 AND nodes.state IN (2, 3)) OR $4 = 0)
  RETURNING token, last_seq, log, first_seq)"};

constexpr statement select_room{"SELECT token FROM rooms WHERE kind = $1 AND id = $2"};

constexpr statement release_both{R"(
  UPDATE rooms
  SET owner_node = CASE WHEN owner_node = $3 THEN 0 ELSE owner_node END,
    previous_node = CASE WHEN previous_node = $3 THEN 0 ELSE previous_node END
  WHERE kind = $1 AND id = $2)"};

constexpr statement select_lease_before{R"(
  SELECT nodes.lease_until FROM rooms JOIN nodes ON nodes.id = rooms.previous_node
  WHERE rooms.kind = $1 AND rooms.id = $2 AND rooms.previous_node <> $3)"};

activate_room::position to_position(const row& from) {
  return {from.get<std::uint64_t>(0), from.get<std::uint64_t>(1), from.get<std::string>(2),
          from.get<std::uint64_t>(3)};
}

} // namespace

model::result<activate_room::position> room_ownership::activate(const activate_room& what) {
  auto taken = one<activate_room::position>(database_, activate_newest,
                                            {what.room.kind, what.room.id, what.owner, what.node},
                                            to_position);
  if (!taken)
    return taken.error();
  if (*taken)
    return std::move(**taken);
  const auto known = count(database_, select_room, {what.room.kind, what.room.id});
  if (!known)
    return known.error();
  if (*known == 0)
    return model::error{model::ec::not_found, fmt::format("no room {}", to_string(what.room))};
  return model::error{model::ec::stale_token,
                      fmt::format("node {} ({}) is not alive", what.node.value, what.owner)};
}

model::result<std::monostate> room_ownership::release(const release_room& what) {
  auto done = run(database_, release_both, {what.room.kind, what.room.id, what.node});
  if (!done)
    return done.error();
  return std::monostate{};
}

model::result<std::chrono::milliseconds> room_ownership::find(const fetch_clearance& what) {
  using std::chrono::milliseconds;
  const auto until = one<model::timestamp>(
      database_, select_lease_before, {what.room.kind, what.room.id, what.node},
      [](const row& from) { return from.get<model::timestamp>(0); });
  if (!until)
    return until.error();
  if (!*until)
    return milliseconds{0};
  const auto now = database_.now();
  if (!now)
    return now.error();
  return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(**until - *now));
}

} // namespace vestnik::storage
