#pragma once

#include "net/http/site.hpp"
#include "net/io/io_thread.hpp"
#include "net/io/transport.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace vestnik::net {

/// Whether there is room for one more connection. One that is not `welcome` has a second in which
/// its first request is refused (503), and is closed.
enum class admission : std::uint8_t { welcome, crowded };

/// Serves an accepted connection: TLS handshake where the site has TLS, then HTTP/1.1
/// requests one after the other, until it ends or becomes a WebSocket. Every step has
/// a deadline, so that nobody holds connections for nothing. Call it on `thread`.
/// @param remote_address numeric, without the port.
void start_http(std::shared_ptr<io_thread> thread, std::shared_ptr<const site> shared_site,
                tcp_socket socket, std::string remote_address,
                admission admitted = admission::welcome);

} // namespace vestnik::net
