#pragma once

#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <cstdint>
#include <string>
#include <type_traits>

namespace vestnik::storage {

/// One row of an answer, valid while it is visited. Columns count from 0.
class row {
public:
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  /// Zero if null.
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  /// Zero if null.
  [[nodiscard]] virtual double real(int column) const = 0;
  /// Empty if null.
  [[nodiscard]] virtual std::string text(int column) const = 0;
  /// The bytes of a BYTEA column; empty if null.
  [[nodiscard]] virtual std::string bytes(int column) const = 0;

  /// The column as what `value` stored it from: a number, an enumeration, an id, a
  /// time or text.
  template <class T>
  [[nodiscard]] T get(int column) const {
    if constexpr (std::is_same_v<T, std::string>)
      return text(column);
    else if constexpr (std::is_same_v<T, model::timestamp>)
      return T{std::chrono::microseconds{integer(column)}};
    else if constexpr (std::is_floating_point_v<T>)
      return static_cast<T>(real(column));
    else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
      return static_cast<T>(integer(column));
    else
      return T{.value = integer(column)};
  }

protected:
  ~row() = default;
};

} // namespace vestnik::storage
