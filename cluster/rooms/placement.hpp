#pragma once

#include "model/node.hpp"
#include "model/room.hpp"

#include <optional>
#include <span>

namespace vestnik::cluster {

/// The node that a room belongs to while these are active: the one with the highest
/// score for that room (rendezvous hashing: Thaler, Ravishankar, "Using Name-Based Mappings
/// to Increase Hit Rates", 1998). All who know the same nodes agree without asking, and a
/// node that comes or goes moves only its own rooms. Scores come from the nodes' names,
/// so that one that restarts gets its rooms back. Empty without nodes.
[[nodiscard]] std::optional<model::node_id> place(model::room_name room,
                                                  std::span<const model::node> active);

} // namespace vestnik::cluster
