#pragma once

#include "net/http/http_handler.hpp"
#include "net/http/request_policy.hpp"
#include "net/http/static_files.hpp"
#include "net/io/tls_context.hpp"
#include "net/server_settings.hpp"
#include "net/websocket/websocket_connection.hpp"

#include <optional>

namespace vestnik::net {

/// What all connections of one server share; never changes once it serves.
struct site {
  server_settings settings;
  request_limits requests;
  websocket_limits websockets;
  static_files files;
  /// Empty on a plain listener.
  std::optional<tls_context> tls;
  http_handler& http;
  upgrade_handler& upgrades;

  [[nodiscard]] model::http_request::transport over() const noexcept {
    return tls ? model::http_request::transport::tls : model::http_request::transport::plain;
  }
};

} // namespace vestnik::net
