#pragma once

#include "actors/protocol/messages.hpp"
#include "cluster/protocol/link_messages.hpp"
#include "cluster/protocol/node_status.hpp"
#include "cluster/protocol/peer_message.hpp"
#include "model/node.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>

#include <chrono>
#include <vector>

// What the actors of a cluster say to each other within one process.

namespace vestnik::cluster {

/// One order of one node.
struct table_request {
  model::node_id from;
  model::node_order order;
  /// From then on nobody waits for the answer, and the order is refused: it may be about what is no
  /// longer so.
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
};

struct from_peer {
  model::node_id from;
  peer_message message;
};

/// The link to a node broke and could not be made again.
struct link_broken {
  model::node_id to;
};

struct membership_change {
  node_status status = node_status::joining;
  /// The nodes to which rooms belong.
  std::vector<model::node> active;
  /// All that are not dead, and this one.
  std::vector<model::node> nodes;
};

namespace atom {
using retire = caf::atom_constant<caf::atom("retire")>;
using depart = caf::atom_constant<caf::atom("depart")>;
using pulse = caf::atom_constant<caf::atom("pulse")>;
using recount = caf::atom_constant<caf::atom("recount")>;
} // namespace atom

} // namespace vestnik::cluster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::table_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::to_peer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::from_peer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::link_broken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::membership_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::model::node_view)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::node_linked)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::node_unlinked)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::to_all)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::link_dispatchers)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::link_peers)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::to_node)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::node_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::node_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::from_node)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::link_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::link_frame)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::link_closed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::cluster::link_retry)
