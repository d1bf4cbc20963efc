#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::mail {

/// A file name from a mail made safe to show and to offer for saving (docs/security.md F4):
/// the base name only, without control, line-breaking or bidi-override characters, no
/// leading or trailing blanks and dots, at most `limit` bytes of whole characters with
/// the extension kept if it is short. Empty if nothing is left. Valid UTF-8.
[[nodiscard]] std::string safe_attachment_name(std::string_view name, std::size_t limit);

} // namespace vestnik::mail
