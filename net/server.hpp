#pragma once

#include "net/http/http_handler.hpp"
#include "net/io/io_threads.hpp"
#include "net/io/listener.hpp"
#include "net/server_settings.hpp"

#include <cstdint>
#include <memory>

namespace vestnik::net {

/// Accepts HTTP/1.1 and WebSocket connections on one address and spreads them over
/// the io threads. Requests and upgrades are judged and static files served
/// here; the rest goes to the two handlers, which must
/// outlive the io threads.
class server {
public:
  /// Binds and listens. Throws `std::runtime_error` naming the setting and what is
  /// wrong with it (address in use, unreadable certificate, missing web root …).
  server(io_threads& threads, server_settings settings, http_handler& http,
         upgrade_handler& upgrades);
  /// The same at an address that was taken before (`bind_listener`), so that who finds it in use
  /// has done nothing yet.
  server(io_threads& threads, server_settings settings, bound_socket at, http_handler& http,
         upgrade_handler& upgrades);
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;

  /// Reads the certificate and the web root again; connections that are made from now on get what
  /// is there. Throws `std::runtime_error` as the constructor does; then all stays as it was.
  void reload();

  /// Takes no new connections; those that exist live on.
  void stop_accepting();

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace vestnik::net
