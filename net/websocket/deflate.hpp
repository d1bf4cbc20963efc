#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::net {

// permessage-deflate (RFC 7692) on the way out. Each message is compressed by itself
// (server_no_context_takeover), so the bytes are the same for every recipient.

/// The window that we compress with, as the power of two of its bytes: what a client
/// needs to inflate is 4 KiB, and chat messages are smaller than that.
inline constexpr int deflate_window_bits = 12;

/// Payloads below this many bytes do not get smaller by more than they cost.
inline constexpr std::size_t deflate_from = 128;

/// The payload of a compressed message (RFC 7692 §7.2.1), or an empty text if it would
/// not be smaller than `payload`. Any thread; each has one compressor (24 KiB).
[[nodiscard]] std::string deflate(std::string_view payload);

} // namespace vestnik::net
