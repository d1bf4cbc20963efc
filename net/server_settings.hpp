#pragma once

#include "net/websocket/compression_offer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
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

} // namespace vestnik::net
