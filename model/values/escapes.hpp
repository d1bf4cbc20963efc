#pragma once

#include <string>
#include <string_view>

// Octets that are written as a mark and two hexadecimal digits: `%41` in URLs (RFC 3986
// §2.1), `=41` in headers of mails (RFC 2047 §4.2).

namespace vestnik::model {

/// The text with each escape replaced by its octet. A mark without two digits stays as it is.
[[nodiscard]] std::string unescaped(std::string_view text, char mark);

/// Whether a mark stands without two hexadecimal digits behind it.
[[nodiscard]] bool has_broken_escape(std::string_view text, char mark) noexcept;

} // namespace vestnik::model
