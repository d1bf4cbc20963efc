#pragma once

#include "config/engine/raw_value.hpp"
#include "config/units/byte_count.hpp"
#include "config/units/duration.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace vestnik::config {

/// What the values of one option must satisfy beyond their type.
struct rule {
  /// Bounds, both allowed, of numbers, bytes and milliseconds.
  std::int64_t least = 0;
  std::int64_t most = 0;
  /// Tests a text, or each item of a list; null allows everything.
  bool (*fits)(std::string_view) = nullptr;
  /// What `fits` allows, in words: `an IP address`.
  std::string_view words = {};
};

[[nodiscard]] constexpr rule anything() { return {}; }
[[nodiscard]] constexpr rule between(std::int64_t least, std::int64_t most) {
  return {.least = least, .most = most};
}
[[nodiscard]] constexpr rule between(byte_count least, byte_count most) {
  return between(static_cast<std::int64_t>(least.value), static_cast<std::int64_t>(most.value));
}
[[nodiscard]] constexpr rule between(duration least, duration most) {
  return between(std::int64_t{least.count()}, std::int64_t{most.count()});
}
[[nodiscard]] constexpr rule matching(bool (*fits)(std::string_view), std::string_view words) {
  return {.fits = fits, .words = words};
}

/// What a type of setting can do. It exists for `std::string`, `bool`, `unsigned`,
/// `std::uint16_t`, `byte_count`, `duration`, `log_level`, `log_format`, and lists of
/// texts and of `std::uint16_t`.
template <class T>
struct setting_type {
  /// Puts a written value into `into`. False, with `into` untouched, when the value
  /// has another type or breaks the rule.
  [[nodiscard]] static bool read(const raw_value& value, const rule& allowed, T& into);

  /// The value as TOML, which `read` takes back.
  [[nodiscard]] static std::string write(const T& value);

  /// What `read` takes, in words: `a whole number from 1 to 64`.
  [[nodiscard]] static std::string wanted(const rule& allowed);
};

} // namespace vestnik::config
