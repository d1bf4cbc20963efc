#pragma once

#include "actors/edge/gateway_port.hpp"
#include "actors/runtime/supervisor.hpp"
#include "api/credentials.hpp"
#include "config/settings.hpp"
#include "consumers/routing/route_table.hpp"
#include "net/io/io_threads.hpp"
#include "storage/open.hpp"
#include "storage/secrets/secret_box.hpp"

#include <chrono>
#include <memory>

namespace vestnik::cluster {

/// All actors of one process: alone, or as one node of a cluster (`cluster.node`). Construct it
/// with the io threads not yet started; `stop` before they stop.
class server_node {
public:
  /// @param database with the collections of the models that it serves.
  /// @param threads outlives the node. @param on_broken called on any thread when the other nodes
  /// have declared this one dead, or it has lost an actor that it cannot do without: the process
  /// must end, and may be started again. Throws `std::runtime_error` on what keeps it from joining
  /// its cluster.
  server_node(const config::settings& settings, storage::opened_storage database,
              storage::secret_box secrets, consumers::route_table routes,
              api::cookie_policy cookies, net::io_threads& threads,
              actors::on_actor_lost on_broken);
  ~server_node();
  server_node(const server_node&) = delete;
  server_node& operator=(const server_node&) = delete;

  /// Whether the files of its cluster could be used. Throws `std::runtime_error` with what is
  /// wrong.
  static void check(const config::settings& settings);

  /// Where the server brings its connections.
  [[nodiscard]] actors::gateway_port& port() noexcept;

  /// Whether it may start: whether the others have taken it in, at the latest after `patience`. The
  /// io threads run. Throws `std::runtime_error` if they have not for very long.
  [[nodiscard]] bool may_start_within(std::chrono::milliseconds patience);

  /// Follows its mail accounts, and says "ready" from now on.
  void start();

  /// Reads certificates again, for links that are made from now on. Throws `std::runtime_error`;
  /// then all stays as it was.
  void reload();

  /// Says "stopping", hands its rooms over to other nodes, closes all sockets (4012, clients come
  /// back), leaves, and ends all actors. What is not acknowledged by then may be lost; what is, is
  /// durable. The io threads still run.
  void stop();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace vestnik::cluster
