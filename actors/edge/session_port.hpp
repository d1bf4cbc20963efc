#pragma once

#include "actors/protocol/actors.hpp"
#include "net/websocket/connection_handler.hpp"

namespace vestnik::actors {

/// Turns the calls of a connection into messages to its SESSION. Held by the connection,
/// which lets it go when it has ended.
class session_port final : public net::connection_handler {
public:
  explicit session_port(session_actor session);

  void on_open(std::shared_ptr<net::outbox> out, std::shared_ptr<net::inbound_credit> in) override;
  void on_frame(net::frame_kind kind, std::string_view payload) override;
  void on_close(std::uint16_t code) override;

private:
  session_actor session_;
};

} // namespace vestnik::actors
