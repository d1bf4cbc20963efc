#pragma once

#include "model/values/id.hpp"

#include <cstdint>
#include <string>
#include <vector>

// The nodes of a cluster, as the table that all of them share shows them.

namespace vestnik::model {

/// One life of a node: given when it joins, never given again. Who was declared dead and
/// comes back has another.
using node_id = id<struct node_tag>;

/// Stored as a number: append only. A node goes through them in this order and may skip.
enum class node_state : std::uint8_t {
  /// Seen by all, but no room belongs to it yet.
  joining = 1,
  active = 2,
  /// Hands its rooms over; no new one belongs to it.
  leaving = 3,
  /// Has left or was declared dead; final.
  dead = 4,
};

struct node {
  node_id id;
  /// Chosen by the operator; of the living ones unique.
  std::string name;
  /// Part of the ids that the node gives, 0 to 1023; of the living ones unique.
  std::uint16_t slot = 0;
  /// Where other nodes reach it: `host:port`.
  std::string address;
  node_state state = node_state::joining;
  /// Whether its lease had run out when the table was read, by the table's clock.
  enum class lease : std::uint8_t { held, expired } leased = lease::held;
  /// Nodes whose vote against it counts.
  std::vector<node_id> suspected_by;

  friend bool operator==(const node&, const node&) = default;
};

/// The table at one moment: who is not dead, and the reader itself in any case, by id.
struct node_view {
  /// Grows with each change of a state or a vote, not with leases.
  std::uint64_t version = 0;
  std::vector<node> nodes;

  friend bool operator==(const node_view&, const node_view&) = default;
};

/// What a node asks of the table, in its own name. Each order renews its lease unless it is
/// dead, and is answered with a view.
struct node_order {
  enum class kind : std::uint8_t {
    renew,
    /// Becomes active.
    enter,
    /// Becomes leaving.
    retire,
    /// Votes against `about`, who is dead once enough have. Only nodes that have joined vote.
    vote,
    withdraw,
    /// Declares `about` dead, whose lease ran out while the node held its own; or itself.
    declare_dead,
  } type = kind::renew;
  node_id about{};

  friend bool operator==(const node_order&, const node_order&) = default;
};

} // namespace vestnik::model
