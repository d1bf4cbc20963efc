#pragma once

#include "actors/local_node.hpp"
#include "cluster/membership/membership.hpp"
#include "cluster/protocol/actors.hpp"
#include "cluster/rooms/node_dispatcher.hpp"
#include "storage/open.hpp"
#include "tests/simulation/cluster/node_network.hpp"

#include <caf/actor_addr.hpp>
#include <caf/actor_system.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vestnik::simulation {

/// What makes a node one of a cluster, wired as cluster/cluster_participant.cpp does it: its row in
/// the table of nodes, its links, membership and the directory over all nodes.
class cluster_member {
public:
  /// Joins the table. Throws `std::runtime_error` if that cannot be reached. @param table on a
  /// connection of its own. @param on_standing told what this node may do, from within an actor.
  /// All outlive the member.
  cluster_member(caf::actor_system& system, std::string name,
                 std::unique_ptr<storage::database> table, node_network& network,
                 std::function<void(cluster::node_status)> on_standing);

  [[nodiscard]] actors::node_place place();
  /// Others may talk to the node from now on.
  void open(cluster::hearers node, actors::store_reader_actor reader);

  /// Hands all rooms over, then calls `done`.
  void retire(std::function<void()> done);
  /// Leaves, so that nobody waits for this node's lease.
  void depart();
  void end();

  [[nodiscard]] const std::vector<caf::actor_addr>& actors() const noexcept { return spawned_; }

private:
  template <class Handle>
  Handle watched(Handle actor) {
    spawned_.push_back(actor->address());
    return actor;
  }

  caf::actor_system& system_;
  std::string name_;
  node_network& network_;
  std::function<void(cluster::node_status)> on_standing_;
  std::shared_ptr<storage::opened_node_table> table_;
  cluster::membership::time asked_at_;
  storage::node_table::membership joined_;
  std::shared_ptr<actors::lease_guard> lease_ = std::make_shared<actors::lease_guard>();
  actors::store_reader_actor reader_;
  cluster::links_actor links_;
  cluster::node_table_actor keeper_;
  actors::node_broadcast_actor to_all_;
  cluster::directory_actor rooms_;
  cluster::node_dispatcher_actor hears_;
  cluster::membership_actor part_;
  std::vector<caf::actor_addr> spawned_;
};

} // namespace vestnik::simulation
