#pragma once

#include "config/defaults.hpp"

#include <cstdint>

namespace vestnik::net {

/// Whether messages are compressed for clients that offer it (permessage-deflate,
/// RFC 7692).
enum class compression_offer : std::uint8_t { refused, accepted };

inline constexpr auto default_compression =
    config::defaults::net::compression ? compression_offer::accepted : compression_offer::refused;

} // namespace vestnik::net
