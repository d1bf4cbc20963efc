#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace vestnik::model {

/// Whether a table has one row for each enumerator of an enumeration of 8 bits, and no other; `key`
/// is the member of a row that holds it. `is_enumerator` is a switch without a default, so that a
/// new enumerator does not compile (-Wswitch) until it stands there, nor then without its row:
/// ```
/// constexpr bool is_enumerator(colour value) {
///   switch (value) {
///   case colour::red:
///   case colour::green:
///     return true;
///   }
///   return false;
/// }
/// static_assert(has_a_row_for_each(colours, &colour_row::value, is_enumerator));
/// ```
template <class Row, std::size_t Size, class Enum>
[[nodiscard]] consteval bool has_a_row_for_each(const std::array<Row, Size>& table, Enum Row::*key,
                                                bool (*is_enumerator)(Enum)) {
  using number = std::underlying_type_t<Enum>;
  static_assert(sizeof(number) == 1, "each value that there can be is tried");
  for (int each = std::numeric_limits<number>::min(); each <= std::numeric_limits<number>::max();
       ++each) {
    const auto value = static_cast<Enum>(each);
    std::size_t rows = 0;
    for (const auto& row : table)
      rows += row.*key == value ? 1 : 0;
    if (rows != (is_enumerator(value) ? 1U : 0U))
      return false;
  }
  return true;
}

} // namespace vestnik::model
