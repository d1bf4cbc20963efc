#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::mail {

/// Text of unknown honesty as UTF-8: always valid, never with NUL. The declared charset
/// counts if it can decode the bytes (but for a few of them, which become U+FFFD), with
/// the replacements that browsers make (`iso-8859-1` is read as windows-1252, `gb2312`
/// as gb18030, …). Otherwise, and if nothing is declared: UTF-8 if valid, else what
/// uchardet recognises, else windows-1251 or windows-1252, whichever fits better.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view declared);

/// UTF-8 with everything invalid, and NUL, replaced by U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view bytes);

/// Valid per RFC 3629: no overlong forms, no surrogates.
[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;

/// Shortens valid UTF-8 to at most `limit` bytes without cutting a character.
void cut_utf8(std::string& text, std::size_t limit);

} // namespace vestnik::mail
