#pragma once

#include <string_view>

namespace vestnik::mail {

/// What iconv is asked for when a mail names that charset: the labels of browsers (WHATWG
/// Encoding §4.2), which read several charsets as a larger one (`iso-8859-1` as windows-1252,
/// `gb2312` as gb18030, `big5` as Big5-HKSCS), and a few more that only mail has. Case, blanks
/// and a language behind an asterisk do not matter. Null for any other name: which modules
/// iconv loads is not a sender's choice.
[[nodiscard]] const char* known_charset(std::string_view label);

} // namespace vestnik::mail
