#include "model/values/escapes.hpp"

#include <charconv>
#include <cstddef>
#include <optional>

namespace vestnik::model {

namespace {

/// The octet of the escape that begins at `at`; nothing if none does.
std::optional<char> octet_at(std::string_view text, std::size_t at) noexcept {
  const auto digits = text.substr(at + 1, 2);
  unsigned char octet = 0;
  const auto [end, failed] = std::from_chars(digits.begin(), digits.end(), octet, 16);
  if (failed != std::errc{} || digits.size() < 2 || end != digits.end())
    return std::nullopt;
  return static_cast<char>(octet);
}

} // namespace

std::string unescaped(std::string_view text, char mark) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto octet = text[at] == mark ? octet_at(text, at) : std::nullopt;
    out += octet.value_or(text[at]);
    if (octet)
      at += 2;
  }
  return out;
}

bool has_broken_escape(std::string_view text, char mark) noexcept {
  for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1))
    if (!octet_at(text, at))
      return true;
  return false;
}

} // namespace vestnik::model
