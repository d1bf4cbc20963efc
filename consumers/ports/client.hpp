#pragma once

#include "model/frame_kind.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>

namespace vestnik::consumers {

using model::frame_kind;

/// The way out to the connected client; implemented by the session actor. Used on
/// the connection's thread only. What is sent after `close` goes nowhere.
class client {
public:
  virtual ~client() = default;

  /// Bytes that one reply may have.
  [[nodiscard]] virtual std::size_t largest_reply() const noexcept {
    return std::numeric_limits<std::size_t>::max();
  }

  /// Sends one text message, which is valid UTF-8.
  virtual void send(std::string_view text) = 0;

  virtual void send_binary(std::string_view bytes) = 0;

  /// Ends the connection after what was sent; `consumer::disconnect` follows.
  /// @param reason at most 123 bytes of UTF-8.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;

  /// Calls back once, later and on the connection's thread, when all that was sent is on
  /// its way; never if the connection ends before. Any number may wait, beside
  /// subscriptions that catch up; they are called in the order of asking. For those who
  /// send more than a client may have waiting.
  virtual void when_flushed(std::function<void()> call) = 0;
};

} // namespace vestnik::consumers
