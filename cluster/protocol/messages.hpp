#pragma once

#include "actors/protocol/messages.hpp"
#include "cluster/protocol/link_messages.hpp"
#include "cluster/protocol/node_status.hpp"
#include "cluster/protocol/peer_message.hpp"
#include "model/node.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/type_id.hpp>

#include <vector>

// What the actors of a cluster say to each other within one process.

namespace vestnik::cluster {

/// One order of one node.
struct table_request {
  model::node_id from;
  model::node_order what;
};

struct heard_from {
  model::node_id from;
  peer_message what;
};

/// The link to a node broke and could not be made again.
struct link_broken {
  model::node_id to;
};

struct membership_change {
  node_status own = node_status::joining;
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
using overdue = caf::atom_constant<caf::atom("overdue")>;
} // namespace atom

} // namespace vestnik::cluster

#define VESTNIK_CLUSTER_MESSAGE(type)                                                              \
  CAF_ADD_TYPE_ID(vestnik_cluster, (type))                                                         \
  CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type)

CAF_BEGIN_TYPE_ID_BLOCK(vestnik_cluster, caf::id_block::vestnik::end)

VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::table_request)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::to_peer)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::heard_from)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::link_broken)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::membership_change)
VESTNIK_CLUSTER_MESSAGE(vestnik::model::node_view)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::node_linked)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::node_unlinked)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::to_all)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::link_dispatchers)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::link_peers)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::to_node)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::node_request)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::node_answer)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::node_said)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::link_opened)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::link_frame)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::link_closed)
VESTNIK_CLUSTER_MESSAGE(vestnik::cluster::link_retry)

CAF_END_TYPE_ID_BLOCK(vestnik_cluster)
