#pragma once

#include "net/websocket/outbox.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace vestnik::net {

/// Reading is by credit: a connection reads no further message while it has
/// none, because an actor's inbox has no bound of its own. Thread: the connection's io thread only.
class inbound_credit {
public:
  virtual ~inbound_credit() = default;

  /// Allows `messages` further messages to be read.
  virtual void grant(std::size_t messages) = 0;
};

/// What a WebSocket connection tells its owner (the session actor). All calls
/// come on the connection's io thread, in this order: `on_open` once, `on_frame`
/// any number of times, `on_close` once, nothing after. If the client went away before
/// its upgrade was answered, only `on_close(1006)` comes. The connection holds the
/// handler by `shared_ptr` and lets it go after `on_close`.
class connection_handler {
public:
  virtual ~connection_handler() = default;

  /// The upgrade was answered; frames may be pushed. Reading starts with no credit.
  virtual void on_open(std::shared_ptr<outbox> out, std::shared_ptr<inbound_credit> in) = 0;

  /// One complete message (reassembled; text is valid UTF-8), costing one credit.
  /// The bytes are valid during the call only.
  virtual void on_frame(frame_kind kind, std::string_view payload) = 0;

  /// The connection has ended. `code` is the peer's close code, ours if we
  /// closed, 1006 if it broke.
  virtual void on_close(std::uint16_t code) = 0;
};

} // namespace vestnik::net
