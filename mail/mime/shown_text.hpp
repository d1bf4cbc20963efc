#pragma once

#include <string>
#include <string_view>

namespace vestnik::mail {

/// A line of a mail that is shown beside others (a subject, the name of a person or a file),
/// without what would change how they are shown: controls, line and paragraph separators, marks
/// and overrides of direction, which turn an address behind a name around. The result is valid
/// UTF-8.
[[nodiscard]] std::string without_controls(std::string_view text);

} // namespace vestnik::mail
