#include "storage/nodes/node_table.hpp"

#include "storage/secrets/encoding.hpp"
#include "storage/secrets/random.hpp"
#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace vestnik::storage {

namespace {

using model::node_id;
using model::node_state;
using kind = model::node_order::kind;

constexpr std::uint16_t slots = 1024;

/// Whoever changes something takes this lock first and rows afterwards.
constexpr statement lock_changes{"UPDATE node_changes SET version = version"};
constexpr statement count_change{"UPDATE node_changes SET version = version + 1 RETURNING version"};
constexpr statement read_version{"SELECT version FROM node_changes"};
constexpr statement next_id{"UPDATE node_changes SET last_id = last_id + 1 RETURNING last_id"};

constexpr statement name_cluster{"UPDATE node_changes SET cluster = $1 WHERE cluster = ''"};
constexpr statement read_cluster{"SELECT cluster FROM node_changes"};

constexpr statement insert_node{R"(
  INSERT INTO nodes (id, name, address, slot, state, lease_until, lease_since)
  VALUES ($1, $2, $3, $4, $5, $6, $7))"};
/// Nobody asks any more when these leases ended, nor waits for them.
constexpr statement forget_votes{R"(
  DELETE FROM node_votes WHERE EXISTS (
    SELECT 1 FROM nodes WHERE nodes.id IN (node_votes.about, node_votes.voter)
      AND nodes.state = 4 AND nodes.lease_until < $1))"};
constexpr statement forget_dead{"DELETE FROM nodes WHERE state = 4 AND lease_until < $1"};
constexpr statement select_living{R"(
  SELECT id, name, slot, address, state, lease_until FROM nodes
  WHERE state < 4 OR id = $1 ORDER BY id)"};
// A lease that had run out begins anew: who missed the end of another's cannot judge it.
constexpr statement renew_lease{R"(
  UPDATE nodes
  SET lease_since = CASE WHEN lease_until < $2 THEN $2 ELSE lease_since END, lease_until = $3
  WHERE id = $1 AND state < 4
  RETURNING id)"};
constexpr statement move_on{
    "UPDATE nodes SET state = $2 WHERE id = $1 AND state < $2 RETURNING id"};
// Nobody needs to wait for who has left in order.
constexpr statement declare_itself_dead{
    "UPDATE nodes SET state = 4, lease_until = $2 WHERE id = $1 AND state < 4 RETURNING id"};
constexpr statement declare_expired_dead{R"(
  UPDATE nodes SET state = 4
  WHERE id = $1 AND state < 4 AND lease_until < $3 AND EXISTS (
    SELECT 1 FROM nodes AS burier
    WHERE burier.id = $2 AND burier.lease_since < nodes.lease_until)
  RETURNING id)"};
constexpr statement put_vote{R"(
  INSERT INTO node_votes (about, voter, cast_at)
  SELECT $1, $2, $3 WHERE EXISTS (SELECT 1 FROM nodes WHERE id = $1 AND state < 4)
    AND EXISTS (SELECT 1 FROM nodes WHERE id = $2 AND state IN (2, 3))
  ON CONFLICT (about, voter) DO UPDATE SET cast_at = $3
  RETURNING voter)"};
constexpr statement remove_vote{
    "DELETE FROM node_votes WHERE about = $1 AND voter = $2 RETURNING voter"};
constexpr statement count_votes{R"(
  SELECT COUNT(*) FROM node_votes JOIN nodes ON nodes.id = node_votes.voter
  WHERE node_votes.about = $1 AND node_votes.cast_at > $2 AND nodes.state IN (2, 3))"};
constexpr statement count_members{"SELECT COUNT(*) FROM nodes WHERE state IN (2, 3)"};
constexpr statement select_votes{R"(
  SELECT about, voter FROM node_votes WHERE cast_at > $1 ORDER BY about, voter)"};
constexpr statement select_lease{"SELECT lease_until FROM nodes WHERE id = $1"};

model::result<std::int64_t> number(database& in, statement sql, parameters values) {
  auto found =
      one<std::int64_t>(in, sql, values, [](const row& from) { return from.get<std::int64_t>(0); });
  if (!found)
    return found.error();
  return found->value_or(0);
}

/// Counts the change if there was one.
model::result<void> counted(database& in, const model::result<std::size_t>& rows) {
  if (!rows)
    return rows.error();
  if (*rows == 0)
    return {};
  return run(in, count_change, {});
}

std::optional<std::uint16_t> free_slot(const model::node_view& seen, node_id id) {
  std::set<std::uint16_t> used;
  for (const auto& one : seen.nodes)
    used.insert(one.slot);
  // Not the one that was given up last, whose node may still give ids.
  for (std::uint16_t i = 0; i < slots; ++i)
    if (const auto slot = static_cast<std::uint16_t>((id.value + i) % slots); !used.contains(slot))
      return slot;
  return std::nullopt;
}

} // namespace

node_table::node_table(database& in, clock now, const node_table_settings& settings)
    : database_{in}
    , now_{std::move(now)}
    , settings_{settings} {}

model::result<node_table::membership> node_table::join(const newcomer& node) {
  const auto now = now_(database_);
  if (!now)
    return now.error();
  transaction unit{database_};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  if (auto changed = run(database_, count_change, {}); !changed)
    return changed.error();
  for (const auto& forget : {forget_votes, forget_dead})
    if (auto forgotten = run(database_, forget, {*now - settings_.memory}); !forgotten)
      return forgotten.error();
  const auto id = number(database_, next_id, {});
  if (!id)
    return id.error();
  auto seen = view_for({}, *now);
  if (!seen)
    return seen.error();
  for (const auto& one : seen->nodes) {
    if (one.name != node.name)
      continue;
    if (one.address != node.address)
      return model::error{
          model::ec::conflict,
          fmt::format("the name {} belongs to a node at {}", node.name, one.address),
          "cluster.name"};
    if (auto ended = count(database_, move_on, {one.id, node_state::dead}); !ended)
      return ended.error();
  }
  const auto slot = free_slot(*seen, {*id});
  if (!slot)
    return model::error{model::ec::conflict, fmt::format("there are {} nodes already", slots)};
  if (auto made = run(
          database_, insert_node,
          {*id, node.name, node.address, *slot, node_state::joining, *now + settings_.lease, *now});
      !made)
    return made.error();
  auto cluster = cluster_id();
  if (!cluster)
    return cluster.error();
  auto view = view_for({*id}, *now);
  if (!view)
    return view.error();
  if (auto done = unit.commit(); !done)
    return done.error();
  return membership{{*id}, std::move(*view), std::move(*cluster)};
}

model::result<std::string> node_table::cluster_id() {
  if (auto named = run(database_, name_cluster, {to_hex(random_bytes(8))}); !named)
    return named.error();
  auto found =
      one<std::string>(database_, read_cluster, {}, [](const row& from) { return from.text(0); });
  if (!found)
    return found.error();
  return std::move(found->value());
}

model::result<model::node_view> node_table::carry_out(node_id from,
                                                      const model::node_order& order) {
  const auto now = now_(database_);
  if (!now)
    return now.error();
  transaction unit{database_};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  if (order.type != kind::renew)
    if (auto locked = run(database_, lock_changes, {}); !locked)
      return locked.error();
  const auto renewed = count(database_, renew_lease, {from, *now, *now + settings_.lease});
  if (!renewed)
    return renewed.error();
  if (*renewed > 0 && order.type != kind::renew)
    if (auto done = change(from, order, *now); !done)
      return done.error();
  auto view = view_for(from, *now);
  if (!view)
    return view;
  if (auto done = unit.commit(); !done)
    return done.error();
  return view;
}

model::result<void> node_table::change(node_id from, const model::node_order& order,
                                       model::timestamp now) {
  switch (order.type) {
  case kind::renew:
    return {};
  case kind::enter:
    return counted(database_, count(database_, move_on, {from, node_state::active}));
  case kind::retire:
    return counted(database_, count(database_, move_on, {from, node_state::leaving}));
  case kind::vote:
    return vote(from, order.about, now);
  case kind::withdraw:
    return counted(database_, count(database_, remove_vote, {order.about, from}));
  case kind::declare_dead:
    break;
  }
  if (order.about == from)
    return counted(database_, count(database_, declare_itself_dead, {from, now}));
  return counted(database_, count(database_, declare_expired_dead, {order.about, from, now}));
}

model::result<void> node_table::vote(node_id voter, node_id about, model::timestamp now) {
  const auto cast = count(database_, put_vote, {about, voter, now});
  if (auto noted = counted(database_, cast); !noted || *cast == 0)
    return noted;
  const auto votes = number(database_, count_votes, {about, now - settings_.vote_life});
  if (!votes)
    return votes.error();
  const auto members = number(database_, count_members, {});
  if (!members)
    return members.error();
  if (*votes < (*members >= 3 ? 2 : 1))
    return {};
  const auto ended = count(database_, move_on, {about, node_state::dead});
  return ended ? model::result<void>{} : ended.error();
}

model::result<model::node_view> node_table::view_for(node_id reader, model::timestamp now) {
  // The version first: whoever takes older rows for newer would not look again.
  const auto version = number(database_, read_version, {});
  if (!version)
    return version.error();
  auto nodes = all<model::node>(database_, select_living, {reader}, [&](const row& from) {
    model::node out;
    out.id = from.get<node_id>(0);
    out.name = from.text(1);
    out.slot = from.get<std::uint16_t>(2);
    out.address = from.text(3);
    out.state = from.get<node_state>(4);
    out.leased = from.get<model::timestamp>(5) < now ? model::node::lease::expired
                                                     : model::node::lease::held;
    return out;
  });
  if (!nodes)
    return nodes.error();
  auto votes = all<std::pair<node_id, node_id>>(
      database_, select_votes, {now - settings_.vote_life}, [](const row& from) {
        return std::pair{from.get<node_id>(0), from.get<node_id>(1)};
      });
  if (!votes)
    return votes.error();
  for (const auto& [about, voter] : *votes)
    if (const auto found = std::ranges::find(*nodes, about, &model::node::id);
        found != nodes->end())
      found->suspected_by.push_back(voter);
  return model::node_view{static_cast<std::uint64_t>(*version), std::move(*nodes)};
}

model::result<model::timestamp> node_table::lease_end(node_id of) {
  auto found = one<model::timestamp>(database_, select_lease, {of},
                                     [](const row& from) { return from.get<model::timestamp>(0); });
  if (!found)
    return found.error();
  if (!*found)
    return model::error{model::ec::not_found, "there is no such node"};
  return **found;
}

} // namespace vestnik::storage
