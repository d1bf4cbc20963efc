#pragma once

#include "net/websocket/outbox.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

namespace vestnik::actors {

/// What the FANOUT takes for the connection of a subscriber, when an actor of its thread
/// follows a room: a SESSION for its consumer, or the CHANGE_HUB. The frames come back to
/// it as messages. Never full, since they are handled as they come.
class actor_outbox final : public net::outbox {
public:
  using hearer = std::function<void(const net::frame_ptr&)>;
  using closer = std::function<void(std::uint16_t code, std::string_view reason)>;

  /// @param hear sends the frame on. @param close the room cannot be followed any longer.
  actor_outbox(hearer hear, closer close)
      : hear_{std::move(hear)}
      , close_{std::move(close)} {}

  net::push_result push(const net::frame_ptr& frame) override {
    hear_(frame);
    return net::push_result::queued;
  }
  void close(std::uint16_t code, std::string_view reason) override { close_(code, reason); }
  void when_flushed(std::function<void()> call) override { call(); }
  [[nodiscard]] std::size_t pending_bytes() const noexcept override { return 0; }
  [[nodiscard]] std::size_t pending_frames() const noexcept override { return 0; }

private:
  hearer hear_;
  closer close_;
};

} // namespace vestnik::actors
