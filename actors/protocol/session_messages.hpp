#pragma once

#include "api/account_port.hpp"
#include "api/exchange.hpp"
#include "consumers/ports/channel_layer.hpp"
#include "model/http.hpp"
#include "net/http/http_handler.hpp"

#include <caf/actor_control_block.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// The messages of the io threads to the actors that live on them, and those about sessions;
// actors.hpp has their receivers.

namespace vestnik::actors {

/// The upgrade was answered: frames may be pushed and credit granted.
struct connection_opened {
  std::shared_ptr<net::outbox> out;
  std::shared_ptr<net::inbound_credit> in;
};

/// One complete message from the client.
struct connection_frame {
  net::frame_kind kind{};
  std::string payload;
};

struct connection_closed {
  std::uint16_t code = 0;
};

/// INTERNAL of a session: an event of a room that its consumer follows.
struct room_event {
  /// The number of the outbox that it came through.
  std::size_t outbox = 0;
  net::frame_ptr frame;
};

/// An HTTP request that is not a static file's.
struct http_arrived {
  model::http_request request;
  net::http_responder respond;
};

/// A WebSocket upgrade that waits for a decision.
struct upgrade_arrived {
  model::http_request request;
  std::shared_ptr<net::upgrade_decision> decision;
};

/// A session's socket wants to open; the user's owner counts them.
struct session_attach {
  model::user_id user;
  model::session_id session;
  /// A `session_actor`.
  caf::strong_actor_ptr socket;
};

/// All sockets of this session end (signed out, revoked).
struct session_end {
  model::user_id user;
  model::session_id session;
};

/// What was spent of an allowance (allowances.hpp) on one node.
struct spending {
  /// Numbers travel between nodes: append only.
  enum class account : std::uint8_t { person, address, sign_in_address } from{};
  std::string whose;
  std::uint32_t tokens = 0;
};
inline constexpr std::size_t accounts_of_spending = 3;

struct usage_report {
  std::vector<spending> all;
};

/// Somebody has tried to sign in, on one node.
struct sign_in_outcome {
  std::string login;
  /// As in `accounts_state::attempt`.
  std::string client;
  enum class how : std::uint8_t { failed, succeeded } was{};
};

/// The node stops: a socket closes, and its client shall come again after that time.
struct socket_drain {
  std::chrono::milliseconds retry_after{};
};

/// All sockets close, one after the other over that time.
struct sockets_drain {
  std::chrono::milliseconds over{};
  std::chrono::milliseconds retry_after{};
};

} // namespace vestnik::actors
