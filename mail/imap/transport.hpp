#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace vestnik::mail {

/// The connection and the clock of an `imap_client`, which owns neither. All calls come from inside
/// the client's functions, on its owner's thread; the transport must not destroy the client during
/// a call.
class imap_transport {
public:
  virtual ~imap_transport() = default;

  /// Bytes for the server, in order. They may hold the password: never log them.
  virtual void send(std::string_view bytes) = 0;
  /// Turn the connection into TLS, discard plain bytes that have arrived, then call
  /// `imap_client::on_secured`.
  virtual void start_tls() = 0;
  /// End the connection (`on_closed`) if no byte arrives for this long; zero: never.
  /// Replaces the time asked for before.
  virtual void expect_bytes_within(std::chrono::milliseconds limit) = 0;
  /// Call `imap_client::on_timer(generation)` then. Replaces the timer set before.
  virtual void call_me_after(std::chrono::milliseconds delay, std::uint64_t generation) = 0;
};

} // namespace vestnik::mail
