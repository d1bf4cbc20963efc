#pragma once

#include "actors/actors.hpp"
#include "net/outbox.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace vestnik::actors {

/// What the FANOUT takes for the connection of a subscriber, when a consumer follows a
/// room: its frames come back to the SESSION as messages. Never full, since the session
/// handles them as they come.
class room_intake final : public net::outbox {
public:
  /// @param number of this intake in the session. @param out the session's connection.
  room_intake(session_actor session, std::size_t number, std::shared_ptr<net::outbox> out);

  net::push_result push(const net::frame_ptr& frame) override;
  /// The room cannot be followed any longer: closes the connection.
  void close(std::uint16_t code, std::string_view reason) override;
  void when_drained(std::function<void()> call) override { call(); }
  [[nodiscard]] std::size_t pending_bytes() const noexcept override { return 0; }
  [[nodiscard]] std::size_t pending_frames() const noexcept override { return 0; }

private:
  session_actor session_;
  std::size_t number_;
  std::shared_ptr<net::outbox> out_;
};

} // namespace vestnik::actors
