#pragma once

#include "actors/protocol/actors.hpp"
#include "cluster/protocol/messages.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

// The protocols of the actors that make a cluster of nodes, as actors/protocol/actors.hpp has those
// of one node.

namespace vestnik::cluster {

/// The table of nodes, in the database.
using node_table_actor = caf::typed_actor<
    // Changes the table, or just renews the lease, in the name of a node.
    caf::replies_to<table_request>::with<model::node_view>>;

/// Carries what a node says to others; what cannot be carried is lost.
using peers_actor = caf::typed_actor<caf::reacts_to<to_peer>>;

/// Hears what other nodes say, but for what membership hears.
using node_dispatcher_actor =
    caf::typed_actor<caf::reacts_to<from_node>, caf::reacts_to<node_linked>,
                     caf::reacts_to<node_unlinked>>;

/// Has the links of a node: carries what it says, and gives what others say.
using links_actor = peers_actor::extend<
    // Before anything else.
    caf::reacts_to<link_dispatchers>,
    // Whenever that changes.
    caf::reacts_to<link_peers>,
    // Lost if it cannot be carried; a node that does not keep up loses its link.
    caf::reacts_to<to_node>, caf::reacts_to<to_all>,
    // Answered with the other node's answer, and in time. Errors: the other node's own;
    // `unavailable` if it cannot be carried, `outcome_unknown` if the link broke before there was
    // an answer or there was none in time.
    caf::replies_to<node_request>::with<node_answer>,
    // From the links, by their dispatchers.
    caf::reacts_to<link_opened>, caf::reacts_to<link_frame>, caf::reacts_to<link_closed>,
    // INTERNAL: time passes; some request may have waited for too long.
    caf::reacts_to<link_retry>, caf::reacts_to<vestnik::atom::overdue>>;

/// Hears which nodes there are and what its own may do, whenever that changes.
using membership_listener = caf::typed_actor<caf::reacts_to<membership_change>>;

/// Finds the owner of a room on whatever node, and passes on what is said to it.
using directory_actor = actors::directory_actor::extend<
    // From MEMBERSHIP and from the NODE_DISPATCHER.
    caf::reacts_to<membership_change>, caf::reacts_to<node_linked>, caf::reacts_to<node_unlinked>,
    // Leaves the cluster to others; answered when no room belongs to this node any longer, and
    // each has its last write behind it.
    caf::replies_to<atom::retire>::with<std::monostate>,
    // INTERNAL: load the mailboxes that belong to this node; have sockets counted that nobody
    // counts.
    caf::reacts_to<vestnik::atom::wake>, caf::reacts_to<atom::recount>>;

/// One node's part in agreeing on who is there.
using membership_actor = caf::typed_actor<
    // From the links.
    caf::reacts_to<from_peer>, caf::reacts_to<link_broken>,
    // No room belongs to this node from now on; all have been handed over.
    caf::reacts_to<atom::retire>, caf::reacts_to<atom::depart>,
    // INTERNAL: time passes.
    caf::reacts_to<atom::pulse>>;

} // namespace vestnik::cluster
