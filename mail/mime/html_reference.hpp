#pragma once

#include <string>
#include <string_view>

namespace vestnik::mail {

/// Text of HTML with its character references replaced: the names of HTML 4 and `&apos;`, decimal
/// and hexadecimal numbers, with the corrections of browsers (WHATWG HTML §13.2.5.80: a number of
/// windows-1252 means its character). A name of Latin-1 may lack its semicolon unless an equals
/// sign follows, as in addresses. What is no reference stays as it is. One pass.
[[nodiscard]] std::string decode_references(std::string_view text);

} // namespace vestnik::mail
