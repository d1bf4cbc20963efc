#pragma once

#include <cstdint>

namespace vestnik::model {

/// The two kinds of WebSocket data message (RFC 6455 §5.6).
enum class frame_kind : std::uint8_t { text, binary };

} // namespace vestnik::model
