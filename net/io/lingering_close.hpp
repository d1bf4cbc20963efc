#pragma once

#include "net/io/io_thread.hpp"
#include "net/io/transport.hpp"

#include <chrono>
#include <memory>

namespace vestnik::net {

/// Ends a connection so that the peer gets everything that was sent: says that we
/// send no more, then drops its input until it ends too, for `limit` at most, and only
/// then closes. (Closing with unread input resets the connection and loses what the
/// peer has not read yet.) Thread: the transport's.
/// @param held let go of with the connection.
/// @pre all bytes were handed to the kernel or wait in the transport.
void close_lingering(io_thread& thread, std::unique_ptr<transport> connection,
                     std::chrono::milliseconds limit, std::shared_ptr<const void> held = {});

} // namespace vestnik::net
