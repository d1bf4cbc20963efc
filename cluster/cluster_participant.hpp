#pragma once

#include "actors/local_node.hpp"
#include "cluster/membership/membership.hpp"
#include "config/settings.hpp"
#include "net/io/io_threads.hpp"

#include <caf/fwd.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace vestnik::cluster {

/// What makes a node one of a cluster: its row in the table of nodes, its links, its part in
/// membership, and the directory over all nodes. Spawned with the io threads not yet started.
class cluster_participant {
public:
  /// Joins the table. @param system with the message types of actors/ and cluster/; outlives this,
  /// as `threads` do. @param on_standing told on any thread what this node may do, until it
  /// retires. Who is `dead` was declared so by the others: it must do nothing more and come back as
  /// another.
  /// Throws `std::runtime_error` on settings that cannot be used, and without the database.
  cluster_participant(caf::actor_system& system, net::io_threads& threads,
                      const config::settings& settings,
                      std::function<void(node_status)> on_standing);
  ~cluster_participant();
  cluster_participant(const cluster_participant&) = delete;
  cluster_participant& operator=(const cluster_participant&) = delete;

  /// Whether the files with which a node shows who it is can be used, and are its own. Throws
  /// `std::runtime_error` with what is wrong.
  static void check(const config::cluster_settings& settings);

  [[nodiscard]] actors::node_place place();

  /// Others may talk to the node from now on.
  void open(const actors::local_node& node);

  /// Whether the others have taken this node in, at the latest after `patience`. The io threads
  /// run. Throws `std::runtime_error` if they have not for very long, as when one of them cannot be
  /// reached.
  [[nodiscard]] bool serves_within(std::chrono::milliseconds patience);

  /// Reads its certificates again, for links that are made from now on. Throws
  /// `std::runtime_error`; then all stays as it was.
  void reload();

  /// Hands all rooms over, as far as the others can be told in time.
  void retire();

  /// Leaves, so that nobody waits for this node's lease.
  void depart();

  /// Ends all its actors.
  void stop();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace vestnik::cluster
