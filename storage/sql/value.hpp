#pragma once

#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace vestnik::storage {

/// Bytes that are no text (BYTEA in the schema).
struct blob {
  std::string_view bytes;
};

/// One parameter of a statement or one cell of a row to insert. A view: text and
/// bytes must outlive the call they are given to.
class value {
public:
  /// Null is the monostate.
  using held_type = std::variant<std::monostate, std::int64_t, std::string_view, blob, double>;

  value(std::nullptr_t) {}

  /// What BIGINT cannot hold binds as the greatest BIGINT, so that "no limit" stays so.
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) value(Integer x)
      : held_{std::in_range<std::int64_t>(x) ? static_cast<std::int64_t>(x)
                                             : std::numeric_limits<std::int64_t>::max()} {}

  /// Finite (DOUBLE PRECISION).
  template <std::floating_point Real>
  value(Real x)
      : held_{static_cast<double>(x)} {}

  /// Enumerations are stored as their numbers.
  template <class Enum>
  requires std::is_enum_v<Enum> value(Enum x)
      : value{static_cast<std::underlying_type_t<Enum>>(x)} {}

  template <class Tag>
  value(model::id<Tag> x)
      : held_{x.value} {}

  /// Times are stored as microseconds since 1970-01-01 UTC.
  value(model::timestamp at)
      : held_{std::int64_t{at.time_since_epoch().count()}} {}

  value(std::string_view text)
      : held_{text} {}
  value(const std::string& text)
      : held_{std::string_view{text}} {}
  value(const char* text)
      : held_{std::string_view{text}} {}

  value(blob bytes)
      : held_{bytes} {}

  [[nodiscard]] const held_type& held() const noexcept { return held_; }

  /// Whether it is a text with a NUL, which PostgreSQL cannot store.
  [[nodiscard]] bool has_nul() const noexcept {
    const auto* text = std::get_if<std::string_view>(&held_);
    return text != nullptr && text->find('\0') != std::string_view::npos;
  }

private:
  held_type held_;
};

} // namespace vestnik::storage
