#include "mail/mime/attachment_name.hpp"

#include "model/values/utf8.hpp"

#include <algorithm>
#include <array>

namespace vestnik::mail {

namespace {

constexpr std::size_t longest_extension = 16;

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

std::string safe_attachment_name(std::string_view name, std::size_t limit) {
  const auto valid = model::to_valid_utf8(name);
  auto rest = std::string_view{valid};
  std::string kept;
  while (!rest.empty()) {
    const auto skip = unwanted(rest);
    if (skip == 0)
      kept += rest.front();
    rest.remove_prefix(std::max<std::size_t>(skip, 1));
  }
  // Unwanted characters went first: they could hide a separator from this.
  kept.erase(0, kept.find_last_of("/\\") + 1);
  kept.erase(0, std::min(kept.find_first_not_of(" ."), kept.size()));
  kept.erase(kept.find_last_not_of(" .") + 1);
  if (kept.size() <= limit)
    return kept;
  const auto dot = kept.rfind('.');
  std::string extension;
  if (dot != std::string::npos && kept.size() - dot <= std::min(longest_extension, limit / 2))
    extension = kept.substr(dot);
  return std::string{model::utf8_beginning(kept, limit - extension.size())} + extension;
}

} // namespace vestnik::mail
