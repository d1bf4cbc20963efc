#pragma once

#include <cstddef>
#include <cstdint>

namespace vestnik::bench {

/// The yardstick: a bare epoll loop that sends whatever the first connection sends, as
/// one unmasked WebSocket frame each, to all the others; what waits for one recipient
/// leaves in one gathered send per turn of the loop. It knows no rooms, no rights and no
/// order, keeps nothing and speaks no HTTP. Never returns.
/// @param listener a listening socket. @param payload bytes of each incoming message.
[[noreturn]] void broadcast(int listener, std::size_t payload);

/// A listening socket on a free loopback port.
struct loopback_listener {
  int socket;
  std::uint16_t port;
};
[[nodiscard]] loopback_listener listen_on_loopback();

} // namespace vestnik::bench
