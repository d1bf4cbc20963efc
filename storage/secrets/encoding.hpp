#pragma once

#include <optional>
#include <string>
#include <string_view>

// Bytes as text. In constant time, so that secrets may pass through (libsodium).

namespace vestnik::storage {

/// Two lower-case digits for each byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);

/// Nothing unless the text is pairs of digits, in either case.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view digits);

/// RFC 4648 §5, without padding.
[[nodiscard]] std::string to_base64url(std::string_view bytes);

/// Nothing unless the text is what `to_base64url` writes.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

} // namespace vestnik::storage
