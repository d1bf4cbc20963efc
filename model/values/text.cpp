#include "model/values/text.hpp"

#include "model/values/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace vestnik::model {

namespace {

/// The code point at the front of a text that is valid and not empty.
char32_t front(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text.front());
  char32_t point = lead < 0x80   ? lead
                   : lead < 0xE0 ? lead & 0x1F
                   : lead < 0xF0 ? lead & 0x0F
                                 : lead & 0x07;
  for (std::size_t i = 1; i < text.size() && continues_character(text[i]); ++i)
    point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  return point;
}

std::size_t front_size(std::string_view text) noexcept {
  std::size_t size = 1;
  while (size < text.size() && continues_character(text[size]))
    ++size;
  return size;
}

std::size_t back_size(std::string_view text) noexcept {
  std::size_t size = 1;
  while (size < text.size() && continues_character(text[text.size() - size]))
    ++size;
  return size;
}

bool is_control(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_space(char32_t c) noexcept {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

} // namespace

std::size_t code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return !continues_character(byte); }));
}

std::string_view first_code_points(std::string_view text, std::size_t count) noexcept {
  std::size_t end = 0;
  while (count-- > 0 && end < text.size())
    end += front_size(text.substr(end));
  return text.substr(0, end);
}

bool has_control(std::string_view text) noexcept {
  for (; !text.empty(); text.remove_prefix(front_size(text)))
    if (is_control(front(text)))
      return true;
  return false;
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_space(front(text)))
    text.remove_prefix(front_size(text));
  while (!text.empty() && is_space(front(text.substr(text.size() - back_size(text)))))
    text.remove_suffix(back_size(text));
  return text;
}

} // namespace vestnik::model
