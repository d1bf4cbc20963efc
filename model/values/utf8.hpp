#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::model {

/// U+FFFD.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// Whether an octet of valid UTF-8 is not the first of its character.
[[nodiscard]] constexpr bool continues_character(char octet) noexcept {
  return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U;
}

/// Valid per RFC 3629: no overlong forms, no surrogates. NUL counts as invalid, because
/// no database column takes it.
[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;

/// UTF-8 with everything invalid, and NUL, replaced by U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view bytes);

/// Whether the last character lacks octets, in a text that is valid UTF-8 up to there.
[[nodiscard]] bool ends_within_character(std::string_view text) noexcept;

/// The longest beginning of valid UTF-8 that has at most `limit` bytes and cuts no character.
[[nodiscard]] std::string_view utf8_beginning(std::string_view text, std::size_t limit) noexcept;

} // namespace vestnik::model
