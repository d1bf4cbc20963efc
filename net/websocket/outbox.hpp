#pragma once

#include "net/websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace vestnik::net {

/// What happened to a pushed frame.
enum class push_result : std::uint8_t {
  /// It will be sent, in order, unless the connection breaks or, as its policy allows,
  /// the connection is read too slowly.
  queued,
  /// The queue's limit would be exceeded although all was dropped that may be: the
  /// frame and all frames not yet started were dropped, the connection is being closed (4009,
  /// slow reader) and `connection_handler::on_close` will follow.
  overflow,
  /// The connection is closing or gone; nothing was queued.
  closed,
};

/// The way out of one WebSocket connection: a bounded queue of shared frames,
/// flushed once per turn of the io loop by one gathered send.
/// Used only on its io thread. Owned by the connection; a session keeps
/// it by `shared_ptr` and may push after the end (`closed`).
class outbox {
public:
  virtual ~outbox() = default;

  virtual push_result push(const frame_ptr& frame) = 0;

  /// Sends what is queued, then a close frame, then ends the connection;
  /// `on_close` follows. Later calls do nothing.
  /// @param reason at most 123 bytes of UTF-8; longer ones are cut.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;

  /// Calls back once, from a later turn of the io loop, when all that is queued has
  /// been flushed to the kernel; never if the connection ends before. Any number may
  /// wait; they are called in the order in which they came. Senders of long stretches (a
  /// catch-up) use it so as not to fill the queue.
  virtual void when_flushed(std::function<void()> call) = 0;

  /// Bytes accepted and not yet handed to the kernel.
  [[nodiscard]] virtual std::size_t pending_bytes() const noexcept = 0;
  /// Frames accepted and not yet handed to the kernel as a whole.
  [[nodiscard]] virtual std::size_t pending_frames() const noexcept = 0;
};

} // namespace vestnik::net
