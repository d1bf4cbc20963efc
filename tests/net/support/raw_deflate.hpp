#pragma once

#include <string>
#include <string_view>

namespace vestnik::net::test {

/// What a client does that speaks permessage-deflate (RFC 7692 §7.2), with zlib and a
/// window of 4 KiB, each message by itself.
[[nodiscard]] std::string raw_deflate(std::string_view message);
/// Throws what zlib says of a payload that cannot be inflated.
[[nodiscard]] std::string raw_inflate(std::string_view payload);

} // namespace vestnik::net::test
