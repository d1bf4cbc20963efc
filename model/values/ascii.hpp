#pragma once

#include <string>
#include <string_view>

// Words of protocols: names of headers, schemes, media types, charsets. Only the letters
// of ASCII have a case in them, whatever the locale.

namespace vestnik::model {

[[nodiscard]] constexpr char lower_ascii(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] std::string lower_ascii(std::string_view text);

/// Whether the texts are equal but for the case of ASCII letters.
[[nodiscard]] bool iequals(std::string_view a, std::string_view b) noexcept;

/// Without the spaces and tabs at both ends (RFC 9110 §5.6.3).
[[nodiscard]] std::string_view without_blanks(std::string_view text) noexcept;

} // namespace vestnik::model
