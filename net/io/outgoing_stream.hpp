#pragma once

#include "net/io/byte_stream.hpp"
#include "net/io/io_thread.hpp"
#include "net/io/outgoing_gate.hpp"

#include <memory>

namespace vestnik::net {

/// Opens a connection: looks the name up within the limit of the gate's `names`, checks each
/// address against the gate, connects to the first allowed one that answers, and does the TLS
/// handshake, both within `target.connect_timeout`. Every outcome is told later, never inside
/// this call. Call it on `thread`. The gate outlives the thread.
[[nodiscard]] std::shared_ptr<byte_stream>
open_outgoing_stream(std::shared_ptr<io_thread> thread, const outgoing_gate& gate,
                     stream_target target, std::shared_ptr<byte_stream_handler> handler);

} // namespace vestnik::net
