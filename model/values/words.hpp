#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace vestnik::model {

/// A value of an enumeration, after its word on the wire.
template <class Enum>
using word = std::pair<std::string_view, Enum>;

/// The values of an enumeration, each with its word.
template <class Enum, std::size_t Size>
using words = std::array<word<Enum>, Size>;

/// The word of a value. Empty, which no reader takes, for one that has none: a number that is no
/// enumerator, since the tables have all of these (`has_a_row_for_each`).
template <class Enum, std::size_t Size>
[[nodiscard]] constexpr std::string_view word_of(Enum value, const words<Enum, Size>& all) {
  for (const auto& [word, known] : all)
    if (known == value)
      return word;
  return {};
}

} // namespace vestnik::model
