#pragma once

#include <cstdint>

namespace vestnik::consumers {

/// What one may do with the objects of a resource; a sum of flags.
enum class actions : std::uint8_t {
  list = 1,
  retrieve = 2,
  create = 4,
  update = 8,
  remove = 16,
  follow_object = 32,
  follow_all = 64,
  /// The list in pieces.
  stream = 128,
};
constexpr actions operator|(actions a, actions b) {
  return static_cast<actions>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool includes(actions all, actions one) {
  return (static_cast<unsigned>(all) & static_cast<unsigned>(one)) != 0;
}

} // namespace vestnik::consumers
