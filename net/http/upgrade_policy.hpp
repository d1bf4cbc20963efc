#pragma once

#include "net/http/refusal.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vestnik::net {

/// The one subprotocol that is spoken.
inline constexpr std::string_view wire_subprotocol = "vestnik.v1";

/// Whether the request asks for a WebSocket at all (RFC 6455 §4.1).
[[nodiscard]] bool asks_for_websocket(const model::http_request& request);

/// Judges an upgrade, so that no foreign page opens a WebSocket with the cookies of its
/// visitor: a well-formed version 13 handshake (400, 426); an Origin that is our own scheme
/// and Host or listed, or no Origin together with a bearer token or a ticket (403); no
/// subprotocol or ours among those offered (400, naming it): a browser would end a connection for
/// which none is chosen (WHATWG WebSockets §2), without a word why.
[[nodiscard]] or_refusal<void> check_upgrade(const model::http_request& request,
                                             const std::vector<std::string>& allowed_origins);

/// The subprotocol that the answer confirms: `chosen` if it was offered, otherwise
/// ours if it was offered, otherwise none (empty).
[[nodiscard]] std::string confirmed_subprotocol(const model::http_request& request,
                                                std::string_view chosen);

} // namespace vestnik::net
