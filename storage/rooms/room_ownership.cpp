#include "storage/requests/room_ownership.hpp"

#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::storage {

namespace {

// A room that was released keeps the node before, whose lease may still run. So does one that was
// taken while that lease ran: whoever had it in between has waited, and done nothing.
constexpr statement activate_newest{R"(
  UPDATE rooms
  SET token = token + 1, owner = $3, owner_node = $4,
    previous_node = CASE
      WHEN owner_node IN ($4, 0) THEN previous_node
      WHEN EXISTS (
        SELECT 1 FROM nodes WHERE nodes.id = rooms.previous_node AND nodes.lease_until > $5)
        THEN previous_node
      ELSE owner_node END
  WHERE kind = $1 AND id = $2 AND (EXISTS (
    SELECT 1 FROM nodes WHERE nodes.id = $4 AND nodes.state IN (2, 3)) OR $4 = 0)
  RETURNING token, last_seq, log, first_seq)"};

constexpr statement select_room{"SELECT token FROM rooms WHERE kind = $1 AND id = $2"};

constexpr statement release_both{R"(
  UPDATE rooms
  SET owner_node = CASE WHEN owner_node = $3 AND token <= $4 THEN 0 ELSE owner_node END,
    previous_node = CASE WHEN previous_node = $3 THEN 0 ELSE previous_node END
  WHERE kind = $1 AND id = $2 AND $3 IN (owner_node, previous_node))"};

constexpr statement select_unreleased{R"(
  SELECT id, token FROM rooms WHERE kind = $1 AND (owner_node = $2 OR previous_node = $2))"};

constexpr statement select_lease_before{R"(
  SELECT COALESCE(nodes.lease_until, 0) FROM rooms
  LEFT JOIN nodes ON nodes.id = rooms.previous_node AND nodes.id <> $3
  WHERE rooms.kind = $1 AND rooms.id = $2 AND rooms.owner_node = $3)"};

activate_room::position to_position(const row& from) {
  return {from.get<std::uint64_t>(0), from.get<std::uint64_t>(1), from.get<std::string>(2),
          from.get<std::uint64_t>(3)};
}

} // namespace

model::result<activate_room::position> activate_room::apply(database& in) const {
  // Only a mailbox is followed by more than its token.
  auto leases_after = model::result<model::timestamp>{model::timestamp::max()};
  if (room.kind == model::room_kind::mailbox)
    leases_after = in.now();
  if (!leases_after)
    return leases_after.error();
  auto taken = one<position>(in, activate_newest, {room.kind, room.id, owner, node, *leases_after},
                             to_position);
  if (!taken)
    return taken.error();
  if (*taken)
    return std::move(**taken);
  const auto known = count(in, select_room, {room.kind, room.id});
  if (!known)
    return known.error();
  if (*known == 0)
    return model::error{model::ec::not_found, fmt::format("no room {}", to_string(room))};
  return model::error{model::ec::stale_token, fmt::format("{} is not alive", owner)};
}

model::result<std::monostate> release_room::apply(database& in) const {
  auto done = run(in, release_both, {room.kind, room.id, node, token});
  if (!done)
    return done.error();
  return std::monostate{};
}

model::result<std::vector<unreleased_mailboxes::tenure>>
unreleased_mailboxes::find(database& in) const {
  return all<tenure>(in, select_unreleased, {model::room_kind::mailbox, node}, [](const row& from) {
    return tenure{{model::room_kind::mailbox, from.get<std::int64_t>(0)},
                  from.get<std::uint64_t>(1)};
  });
}

model::result<std::chrono::milliseconds> fetch_clearance::find(database& in) const {
  using std::chrono::milliseconds;
  const auto until =
      one<model::timestamp>(in, select_lease_before, {room.kind, room.id, node},
                            [](const row& from) { return from.get<model::timestamp>(0); });
  if (!until)
    return until.error();
  if (!*until)
    return model::error{model::ec::stale_token,
                        fmt::format("{} belongs to another node", to_string(room))};
  const auto now = in.now();
  if (!now)
    return now.error();
  return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(**until - *now));
}

} // namespace vestnik::storage
