#pragma once

#include "net/http/http_handler.hpp"
#include "net/io/io_threads.hpp"
#include "net/websocket/compression_offer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace vestnik::net {

/// All limits have their reasons in config/defaults.hpp.
struct server_settings {
  std::string address = "127.0.0.1";
  /// 0 picks a free one; see `server::port`.
  std::uint16_t port = 0;
  /// PEM files; both empty means plain HTTP.
  std::string certificate_file;
  std::string private_key_file;
  /// Folder with the built client; each file may have `.br` and `.gz` beside it.
  std::string web_root;
  /// Origins allowed besides the server's own (scheme://host[:port]).
  std::vector<std::string> allowed_origins;
  std::size_t max_message = 256 * 1024;
  std::size_t outbox_bytes = 1024 * 1024;
  std::size_t outbox_frames = 512;
  std::size_t max_body = 1024 * 1024;
  std::size_t max_header = 16 * 1024;
  std::size_t max_header_lines = 100;
  std::size_t max_target = 8 * 1024;
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds keep_alive{75'000};
  /// A WebSocket connection without a byte for this long gets a ping, and ends
  /// after the same time again.
  std::chrono::milliseconds idle_timeout{60'000};
  std::chrono::milliseconds drain_timeout{5'000};
  /// Whether WebSocket messages are compressed for clients that offer it.
  compression_offer compression = compression_offer::refused;
};

/// Accepts HTTP/1.1 and WebSocket connections on one address and spreads them over
/// the io threads. Static files and the request policy (security.md W1, W6, W7,
/// W10, W11) are served here; the rest goes to the two handlers, which must
/// outlive the io threads.
class server {
public:
  /// Binds and listens. Throws `std::runtime_error` naming the setting and what is
  /// wrong with it (address in use, unreadable certificate, missing web root …).
  server(io_threads& threads, server_settings settings, http_handler& http,
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
