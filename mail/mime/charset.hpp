#pragma once

#include <string>
#include <string_view>

namespace vestnik::mail {

/// Text of unknown honesty as UTF-8: always valid, never with NUL. The declared charset
/// counts if it can decode the bytes (but for a few of them, which become U+FFFD), with
/// the replacements that browsers make (`iso-8859-1` is read as windows-1252, `gb2312`
/// as gb18030, …). Otherwise, and if nothing is declared: UTF-8 if valid, else what
/// uchardet recognises, else windows-1251 or windows-1252, whichever fits better.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view declared);

} // namespace vestnik::mail
