#pragma once

#include "net/client_places.hpp"
#include "net/http/forwarding.hpp"
#include "net/http/http_handler.hpp"
#include "net/http/own_names.hpp"
#include "net/http/request_policy.hpp"
#include "net/http/static_files.hpp"
#include "net/io/tls_context.hpp"
#include "net/refusal_log.hpp"
#include "net/server_settings.hpp"
#include "net/websocket/websocket_connection.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vestnik::net {

/// What all connections of one server share; never changes once it serves.
struct site {
  server_settings settings;
  request_limits requests;
  websocket_limits websockets;
  static_files files;
  /// Empty on a plain listener.
  std::optional<tls_context> tls;
  /// Those of `settings` whose pages may connect.
  std::vector<std::string> origins;
  own_names names;
  forwarding proxies;
  std::shared_ptr<refusal_log> refused;
  /// Of connections that are no WebSockets.
  std::shared_ptr<client_places> places;
  http_handler& http;
  upgrade_handler& upgrades;

  /// How the connection itself came; a proxy may know better.
  [[nodiscard]] model::http_request::transport over() const noexcept {
    return tls ? model::http_request::transport::tls : model::http_request::transport::plain;
  }
};

} // namespace vestnik::net
