#pragma once

#include <cstddef>
#include <string_view>

// Questions about text of people. All of it is valid UTF-8 (`parse_json` sees to that).

namespace vestnik::model {

/// How many code points the text has; what the product calls "characters".
[[nodiscard]] std::size_t code_points(std::string_view text) noexcept;

/// The first `count` code points.
[[nodiscard]] std::string_view first_code_points(std::string_view text, std::size_t count) noexcept;

/// Whether the text has a character that does not show or that changes how its
/// neighbours show: C0 and C1 controls, line and paragraph separators, bidirectional
/// embeddings, overrides and isolates.
[[nodiscard]] bool has_control(std::string_view text) noexcept;

/// Without the space characters (Unicode category Zs, TAB, CR, LF) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

} // namespace vestnik::model
