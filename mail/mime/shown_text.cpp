#include "mail/mime/shown_text.hpp"

#include "model/values/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace vestnik::mail {

namespace {

/// Characters of two and three bytes that change how others are shown.
constexpr std::array<std::string_view, 14> deceptive{
    "\xD8\x9C",     // U+061C ARABIC LETTER MARK
    "\xE2\x80\x8E", // U+200E LEFT-TO-RIGHT MARK
    "\xE2\x80\x8F", // U+200F RIGHT-TO-LEFT MARK
    "\xE2\x80\xA8", // U+2028 LINE SEPARATOR
    "\xE2\x80\xA9", // U+2029 PARAGRAPH SEPARATOR
    "\xE2\x80\xAA", // U+202A..U+202E: embeddings and overrides
    "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE",
    "\xE2\x81\xA6", // U+2066..U+2069: isolates
    "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9",
};

/// Length of the unwanted character at the front, or zero.
std::size_t unwanted(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < ' ' || first == 0x7F)
    return 1;
  if (first == 0xC2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0)
    return 2; // U+0080..U+009F: controls
  const auto at = std::ranges::find_if(deceptive, [&](auto x) { return text.starts_with(x); });
  return at == deceptive.end() ? 0 : at->size();
}

} // namespace

std::string without_controls(std::string_view text) {
  const auto valid = model::to_valid_utf8(text);
  auto rest = std::string_view{valid};
  std::string kept;
  while (!rest.empty()) {
    const auto skip = unwanted(rest);
    if (skip == 0)
      kept += rest.front();
    rest.remove_prefix(std::max<std::size_t>(skip, 1));
  }
  return kept;
}

} // namespace vestnik::mail
