#pragma once

#include <cstdint>

namespace vestnik::net {

/// Whether messages are compressed for clients that offer it (permessage-deflate,
/// RFC 7692).
enum class compression_offer : std::uint8_t { refused, accepted };

} // namespace vestnik::net
