#pragma once

#include "model/http.hpp"
#include "net/websocket/connection_handler.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace vestnik::net {

/// Answers one request. Called at most once, from any thread; dropped without a
/// call it answers 500. If the client has gone the answer goes nowhere.
using http_responder = std::function<void(model::http_response)>;

/// Serves what is not a static file. Called on the connection's io thread; the
/// answer may come later.
class http_handler {
public:
  virtual ~http_handler() = default;

  /// @param io_thread index of the connection's io thread.
  virtual void handle(model::http_request request, std::size_t io_thread,
                      http_responder respond) = 0;
};

/// Decides a WebSocket upgrade. Both functions: at most once, from any thread.
class upgrade_decision {
public:
  /// Neither called: refuses with 500.
  virtual ~upgrade_decision() = default;

  /// Completes the upgrade (101) and hands the connection to `handler`.
  /// @param subprotocol the one to confirm, or empty for none.
  virtual void accept(std::shared_ptr<connection_handler> handler, std::string subprotocol) = 0;
  virtual void refuse(model::http_response response) = 0;
};

/// Is asked about every WebSocket upgrade whose Origin was already found in order.
/// Called on the connection's io thread.
class upgrade_handler {
public:
  virtual ~upgrade_handler() = default;

  virtual void on_upgrade(model::http_request request, std::size_t io_thread,
                          std::shared_ptr<upgrade_decision> decision) = 0;
};

} // namespace vestnik::net
