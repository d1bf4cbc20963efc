#pragma once

#include "model/error.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vestnik::net {

/// What a connection that we opened tells its owner (the fetcher actor), always on
/// the io thread it was opened on: `on_connected` once or `on_closed`; then
/// `on_bytes`; `on_closed` once and last.
class byte_stream_handler {
public:
  virtual ~byte_stream_handler() = default;

  /// TCP and, where asked for, TLS are established and verified.
  virtual void on_connected() = 0;
  /// STARTTLS, asked for by `start_tls`, is established; bytes from here on are secret.
  virtual void on_secured() = 0;
  /// Valid during the call only. No further bytes are read until it returns.
  virtual void on_bytes(std::string_view bytes) = 0;
  /// `reason.code` is `ec::none` after our own `close`, `ec::mail_unreachable` if the host
  /// cannot be found or the connection failed or broke, `ec::forbidden` if the rules for
  /// addresses and ports refuse it, `ec::unavailable` on a time-out.
  virtual void on_closed(const model::error& reason) = 0;
};

/// A TCP or TLS connection that we opened. Used only on its io thread. Letting the
/// last reference go closes it without a further call to the handler.
class byte_stream {
public:
  virtual ~byte_stream() = default;

  /// Queues bytes; order is kept. Ignored after the end.
  virtual void send(std::string_view bytes) = 0;

  /// Turns a plain connection into TLS after the server agreed; plain bytes that were
  /// already received are discarded, because an attacker may have put them there.
  virtual void start_tls() = 0;

  /// Stops (then restarts) reading, for back-pressure.
  virtual void pause() = 0;
  virtual void resume() = 0;

  /// Without a byte from the peer for this long the stream ends with
  /// `ec::unavailable`. Zero switches it off. Starts anew with each call.
  virtual void expect_bytes_within(std::chrono::milliseconds limit) = 0;

  virtual void close() = 0;
};

enum class stream_security : std::uint8_t {
  /// No TLS, or TLS later by `start_tls`.
  plain,
  /// TLS >= 1.2 from the first byte, with SNI and the certificate and name verified.
  tls,
};

/// Where to connect.
struct stream_target {
  std::string host;
  std::uint16_t port = 0;
  stream_security security = stream_security::tls;
  /// For the connection and its TLS handshake, once the host's address is known
  /// (docs/security.md O3).
  std::chrono::milliseconds connect_timeout{10'000};
};

} // namespace vestnik::net
