#pragma once

#include "actors/edge/gateway_port.hpp"
#include "actors/runtime/lease_guard.hpp"
#include "actors/runtime/supervisor.hpp"
#include "api/credentials.hpp"
#include "config/settings.hpp"
#include "consumers/routing/route_table.hpp"
#include "model/node.hpp"
#include "net/io/io_threads.hpp"
#include "storage/open.hpp"
#include "storage/secrets/secret_box.hpp"

#include <caf/fwd.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace vestnik::actors {

/// How a process that hosts nodes schedules its actors.
void schedule(caf::actor_system_config& system, const config::actors_settings& settings);

/// Where a node stands among others.
struct node_place {
  /// Of this life; none alone.
  model::node_id id{};
  std::string name = "alone";
  /// Its part of the ids: no two nodes of a cluster give the same.
  std::uint16_t slot = 0;
  std::shared_ptr<const lease_guard> lease = std::make_shared<const lease_guard>();
  node_broadcast_actor broadcast{};
  /// Makes the directory of the rooms of all nodes from that of the node's own rooms. Empty alone:
  /// all rooms are its own.
  std::function<directory_actor(own_rooms_actor)> spread{};
  /// Ends the process when an actor that the node cannot do without has ended. From any thread.
  on_actor_lost lost = [](const std::string&) {};
};

/// All actors of one process but those that make a cluster of several, wired together
/// (docs/architecture.md has the picture). Construct it with the io threads not yet started;
/// `stop` before they stop.
class local_node {
public:
  /// @param system with the message types of actors/, scheduled by `schedule`; outlives
  /// the node. @param database with the collections of the models that it serves.
  /// @param threads outlives the node.
  local_node(caf::actor_system& system, const config::settings& settings, node_place place,
             storage::opened_storage database, storage::secret_box secrets,
             consumers::route_table routes, api::cookie_policy cookies, net::io_threads& threads);
  ~local_node();
  local_node(const local_node&) = delete;
  local_node& operator=(const local_node&) = delete;

  /// Where the server brings its connections.
  [[nodiscard]] gateway_port& port() noexcept;

  /// Follows the mail accounts. The io threads run.
  void start();

  /// What `health` says from now on. From any thread.
  void say(api::readiness now);

  /// Closes all sockets one after the other over that time (4012, clients come back); returns when
  /// they have closed, or `net.drain-timeout` later.
  void close_sockets(const sockets_drain& drain);

  /// Begins to, and returns at once. From any thread.
  void send_sockets_away(const sockets_drain& drain);

  /// Ends all actors. What is not acknowledged by then may be lost; what is, is durable. The io
  /// threads still run.
  void stop();

  // -- the actors that other nodes talk to ---------------------------------------

  [[nodiscard]] relay_actor relay() const;
  [[nodiscard]] groups_actor groups() const;
  [[nodiscard]] accounts_actor accounts() const;
  [[nodiscard]] own_rooms_actor own_rooms() const;
  /// Null alone.
  [[nodiscard]] ledger_actor ledger() const;
  [[nodiscard]] store_reader_actor reader() const;
  [[nodiscard]] supervisor_actor supervisor() const;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace vestnik::actors
