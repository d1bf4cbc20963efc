#pragma once

#include "config/settings.hpp"
#include "net/websocket/compression_offer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::net {

/// Whether a trusted proxy begins each connection with a header of the PROXY protocol.
enum class proxy_protocol : std::uint8_t { without, with_header };

/// What config/options.cpp says of each, with the reason of its default in config/defaults.hpp.
struct server_settings {
  std::string address{config::defaults::net::address};
  /// 0 picks a free one; see `server::port`.
  std::uint16_t port = config::defaults::net::port;
  /// PEM files; both empty means plain HTTP.
  std::string certificate_file;
  std::string private_key_file;
  /// Folder with the built client; each file may have `.br` and `.gz` beside it.
  std::string web_root{config::defaults::net::web_root};
  /// Where people reach the server by a proxy (scheme://host[:port]); empty: they need none.
  std::string public_origin;
  /// Host names besides those that `own_names` knows by itself.
  std::vector<std::string> names;
  /// Ranges of the proxies that are believed; see `forwarding`.
  std::vector<std::string> trusted_proxies;
  proxy_protocol proxies_begin = proxy_protocol::without;
  /// Origins allowed besides the server's own (scheme://host[:port]).
  std::vector<std::string> allowed_origins;
  std::size_t max_message = config::defaults::net::max_message;
  std::size_t outbox_bytes = config::defaults::net::outbox_bytes;
  std::size_t outbox_frames = config::defaults::net::outbox_frames;
  std::size_t max_body = config::defaults::net::max_body;
  std::size_t max_header = config::defaults::net::max_header;
  std::size_t max_header_lines = config::defaults::net::max_header_lines;
  std::size_t max_target = config::defaults::net::max_target;
  std::chrono::milliseconds header_timeout = config::defaults::net::header_timeout;
  std::chrono::milliseconds keep_alive = config::defaults::net::keep_alive;
  /// A WebSocket connection without a byte for this long gets a ping, and ends
  /// after the same time again.
  std::chrono::milliseconds idle_timeout = config::defaults::net::idle_timeout;
  std::chrono::milliseconds drain_timeout = config::defaults::net::drain_timeout;
  /// Whether WebSocket messages are compressed for clients that offer it.
  compression_offer compression = default_compression;
  /// For a handler to answer; then the client is told that the outcome is unknown, so that what
  /// hangs behind the handler pins no connection. No setting: handlers have limits of their own,
  /// which are shorter.
  std::chrono::milliseconds answer_timeout = std::chrono::seconds{30};
};

[[nodiscard]] server_settings server_settings_of(const config::net_settings& from);

} // namespace vestnik::net
