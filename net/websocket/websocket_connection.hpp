#pragma once

#include "config/defaults.hpp"
#include "model/http.hpp"
#include "net/io/io_thread.hpp"
#include "net/io/transport.hpp"
#include "net/websocket/compression_offer.hpp"
#include "net/websocket/connection_handler.hpp"
#include "net/websocket/outbox_queue.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace vestnik::net {

/// An upgrade request that was found in order, with the connection it came on.
struct accepted_upgrade {
  std::shared_ptr<io_thread> thread;
  std::unique_ptr<transport> connection;
  std::string remote_address;
  /// Bytes that came after the request: the client's first frames.
  std::string read_ahead;
  /// `Sec-WebSocket-Key`.
  std::string key;
  /// Confirmed subprotocol; empty for none.
  std::string subprotocol;
  /// `Sec-WebSocket-Extensions`, as the client offers them.
  std::string extensions;
  model::http_request::transport over = model::http_request::transport::plain;
};

struct websocket_limits {
  /// Of a compressed message, after it is inflated.
  std::size_t max_message = config::defaults::net::max_message;
  outbox_limits outbox;
  std::chrono::milliseconds idle_timeout = config::defaults::net::idle_timeout;
  std::chrono::milliseconds drain_timeout = config::defaults::net::drain_timeout;
  compression_offer compression = default_compression;
};

/// Answers 101 and serves the connection until its end (RFC 6455), through Beast for
/// the handshake, reading and control frames and through a `frame_socket` for all
/// that is sent. `handler` gets `on_open … on_close`, or only `on_close(1006)` if the
/// client went away before the 101 was queued. Call it on the connection's io thread.
void start_websocket(accepted_upgrade upgrade, const websocket_limits& limits,
                     std::shared_ptr<connection_handler> handler);

} // namespace vestnik::net
