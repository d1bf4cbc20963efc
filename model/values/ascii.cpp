#include "model/values/ascii.hpp"

#include <algorithm>

namespace vestnik::model {

std::string lower_ascii(std::string_view text) {
  std::string lowered{text};
  for (char& c : lowered)
    c = lower_ascii(c);
  return lowered;
}

bool iequals(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return lower_ascii(x) == lower_ascii(y); });
}

std::string_view without_blanks(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace vestnik::model
