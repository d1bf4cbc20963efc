#pragma once

#include "model/error.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <type_traits>
#include <utility>

namespace vestnik::model {

/// The value, or a `std::runtime_error` whose text is the field, if the error has one, and what is
/// wrong: for programs that end with it.
template <class T>
T value_or_throw(result<T> outcome) {
  if (!outcome)
    throw std::runtime_error{
        outcome.error().field.empty()
            ? outcome.error().message
            : fmt::format("{}: {}", outcome.error().field, outcome.error().message)};
  if constexpr (!std::is_void_v<T>)
    return std::move(*outcome);
}

} // namespace vestnik::model
