#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vestnik::mail {

/// Whether the blank at the end of a line that goes on is one of the text (RFC 3676 §4.5, DelSp).
enum class flowed_blank : std::uint8_t { is_text, is_mark };

/// Text of `format=flowed` (RFC 3676) with its paragraphs in one line each and quotations marked
/// by `> `; the blanks that protect the beginnings of lines are gone. Line feeds end lines.
[[nodiscard]] std::string text_from_flowed(std::string_view flowed, flowed_blank at_end);

/// The text of text/enriched (RFC 1896) or text/richtext (RFC 1341), without its commands.
[[nodiscard]] std::string text_from_enriched(std::string_view enriched);

} // namespace vestnik::mail
