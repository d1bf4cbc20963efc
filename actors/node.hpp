#pragma once

#include "actors/front_door.hpp"
#include "api/credentials.hpp"
#include "config/settings.hpp"
#include "consumers/route_table.hpp"
#include "net/io_threads.hpp"
#include "storage/open.hpp"
#include "storage/secret_box.hpp"

#include <memory>

namespace vestnik::actors {

/// All actors of one process, wired together (docs/architecture.md has the picture).
/// Construct it with the io threads not yet started; `stop` before they stop.
class node {
public:
  /// @param database with the collections of the models that it serves.
  /// @param threads outlives the node.
  node(const config::settings& settings, storage::opened_storage database,
       storage::secret_box secrets, consumers::route_table routes, api::cookie_policy cookies,
       net::io_threads& threads);
  ~node();
  node(const node&) = delete;
  node& operator=(const node&) = delete;

  /// Where the server brings its connections.
  [[nodiscard]] front_door& door() noexcept;

  /// Follows the mail accounts, and says "ready" from now on. The io threads run.
  void start();

  /// Says "stopping", closes all sessions (4012, clients come back), then ends all
  /// actors. What is not acknowledged by then may be lost; what is, is durable. The io
  /// threads still run.
  void stop();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace vestnik::actors
