#pragma once

#include "net/http/http_handler.hpp"
#include "net/io/io_threads.hpp"
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

  /// An address that is nobody else's, and nobody is served at yet.
  struct place;
  /// Binds and listens, so that whoever finds the address in use has done nothing yet. Throws
  /// `std::runtime_error` naming the setting.
  static std::shared_ptr<place> take_place(const server_settings& settings);
  /// As the constructor above, at a place that was taken; it can be used once.
  server(io_threads& threads, server_settings settings, const std::shared_ptr<place>& at,
         http_handler& http, upgrade_handler& upgrades);

  /// Opens what the constructor would open, but takes no address. Throws as it does.
  static void check(const server_settings& settings);

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
