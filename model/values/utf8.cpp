#include "model/values/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace vestnik::model {

namespace {

/// How many octets a character has by its first one.
std::size_t size_by_lead(unsigned char lead) noexcept {
  return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
}

/// Of the character at the front; 0 if it is invalid.
std::size_t character_size(std::string_view text) noexcept {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = at(0);
  if (first < 0x80)
    return first == 0 ? 0 : 1;
  const auto size = size_by_lead(first);
  if (first < 0xC2 || first > 0xF4 || text.size() < size)
    return 0;
  for (std::size_t i = 1; i < size; ++i)
    if (!continues_character(text[i]))
      return 0;
  const bool overlong = (first == 0xE0 && at(1) < 0xA0) || (first == 0xF0 && at(1) < 0x90);
  const bool surrogate = first == 0xED && at(1) >= 0xA0;
  const bool beyond = first == 0xF4 && at(1) >= 0x90;
  return overlong || surrogate || beyond ? 0 : size;
}

/// So many octets of the front are ASCII and no NUL; perhaps more are. Eight are looked at in one
/// go, since most texts are little else.
std::size_t ascii_size(std::string_view text) noexcept {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
  constexpr std::uint64_t highest_bits = 0x8080'8080'8080'8080;
  std::size_t size = 0;
  for (std::uint64_t eight = 0; size + sizeof eight <= text.size(); size += sizeof eight) {
    std::memcpy(&eight, text.data() + size, sizeof eight);
    // A zero has its highest bit set when one is taken from it.
    if (((eight | (eight - ones)) & highest_bits) != 0)
      break;
  }
  return size;
}

} // namespace

bool is_valid_utf8(std::string_view bytes) noexcept {
  while (true) {
    bytes.remove_prefix(ascii_size(bytes));
    if (bytes.empty())
      return true;
    const auto size = character_size(bytes);
    if (size == 0)
      return false;
    bytes.remove_prefix(size);
  }
}

std::string to_valid_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes))
    return std::string{bytes};
  std::string result;
  result.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto size = character_size(bytes);
    result += size > 0 ? bytes.substr(0, size) : replacement_character;
    bytes.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return result;
}

bool ends_within_character(std::string_view text) noexcept {
  std::size_t size = 1;
  while (size < std::min<std::size_t>(text.size(), 4) &&
         continues_character(text[text.size() - size]))
    ++size;
  return !text.empty() && size < size_by_lead(static_cast<unsigned char>(text[text.size() - size]));
}

std::string_view utf8_beginning(std::string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit)
    return text;
  while (limit > 0 && continues_character(text[limit]))
    --limit;
  return text.substr(0, limit);
}

} // namespace vestnik::model
