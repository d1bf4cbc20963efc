#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::net {

/// A frame between nodes is its length, most significant byte first, and its bytes; one without
/// bytes only says that its sender is there.
inline constexpr std::size_t head_size = 4;

[[nodiscard]] inline std::string head_of(std::size_t length) {
  return {static_cast<char>(length >> 24U), static_cast<char>(length >> 16U),
          static_cast<char>(length >> 8U), static_cast<char>(length)};
}

/// @param head at least `head_size` bytes.
[[nodiscard]] inline std::size_t length_in(std::string_view head) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < head_size; ++i)
    length = length << 8U | static_cast<unsigned char>(head[i]);
  return length;
}

} // namespace vestnik::net
