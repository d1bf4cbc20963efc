#pragma once

#include <string_view>

namespace vestnik::net {

/// Says in one line of the log, at its debug level, that a connection has ended. From any
/// thread. @param kind `http`, `websocket`, `link` or `stream`.
/// @param address of the other side, as it is known.
/// @param phase what the connection was doing.
void log_end(std::string_view kind, std::string_view address, std::string_view phase,
             std::string_view reason);

} // namespace vestnik::net
