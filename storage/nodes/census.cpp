#include "storage/nodes/census.hpp"

#include "storage/sql/query.hpp"

#include <algorithm>
#include <utility>

namespace vestnik::storage {

namespace {

// Ids grow, so that of several lives the last has the largest.
constexpr statement newest_lives{R"(
  SELECT id, name, address, state, lease_until FROM nodes
  WHERE id IN (SELECT MAX(id) FROM nodes GROUP BY name) ORDER BY name)"};
constexpr statement votes_by_name{R"(
  SELECT node_votes.about, nodes.name FROM node_votes JOIN nodes ON nodes.id = node_votes.voter
  ORDER BY node_votes.about, nodes.name)"};
constexpr statement rooms_by_owner{
    "SELECT owner_node, COUNT(*) FROM rooms WHERE owner_node <> 0 GROUP BY owner_node"};
constexpr statement whole_room{R"(
  SELECT last_seq, first_seq, log, token, owner, owner_node FROM rooms
  WHERE kind = $1 AND id = $2)"};

} // namespace

model::result<std::vector<census::member>> census::members() const {
  using std::chrono::milliseconds;
  const auto now = database_.now();
  if (!now)
    return now.error();
  auto found = all<member>(database_, newest_lives, {}, [&](const row& from) {
    member out;
    out.life = from.get<model::node_id>(0);
    out.name = from.text(1);
    out.address = from.text(2);
    out.state = from.get<model::node_state>(3);
    out.lease = std::chrono::floor<milliseconds>(from.get<model::timestamp>(4) - *now);
    return out;
  });
  if (!found)
    return found;
  const auto with = [&found](model::node_id life, auto change) {
    if (const auto at = std::ranges::find(*found, life, &member::life); at != found->end())
      change(*at);
    return model::result<void>{};
  };
  auto done = database_.execute(votes_by_name, {}, [&](const row& from) {
    return with(from.get<model::node_id>(0),
                [&](member& about) { about.suspected_by.push_back(from.text(1)); });
  });
  if (done)
    done = database_.execute(rooms_by_owner, {}, [&](const row& from) {
      return with(from.get<model::node_id>(0),
                  [&](member& owner) { owner.rooms = from.get<std::uint64_t>(1); });
    });
  if (!done)
    return done.error();
  return found;
}

model::result<std::optional<census::room>> census::find(model::room_name name) const {
  return one<room>(database_, whole_room, {name.kind, name.id}, [](const row& from) {
    return room{.last_seq = from.get<std::uint64_t>(0),
                .first_seq = from.get<std::uint64_t>(1),
                .log = from.text(2),
                .token = from.get<std::uint64_t>(3),
                .owner = from.text(4),
                .owner_life = from.get<model::node_id>(5)};
  });
}

} // namespace vestnik::storage
