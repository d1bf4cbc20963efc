#include "mail/mime/attachment_name.hpp"

#include "mail/mime/shown_text.hpp"
#include "model/values/utf8.hpp"

#include <algorithm>

namespace vestnik::mail {

namespace {

constexpr std::size_t longest_extension = 16;

} // namespace

std::string safe_attachment_name(std::string_view name, std::size_t limit) {
  auto kept = without_controls(name);
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
