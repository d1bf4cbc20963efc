#pragma once

#include "model/error.hpp"
#include "model/json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include <concepts>
#include <string_view>
#include <utility>

// What a handler returns, as the outcome of its request.

namespace vestnik::consumers {

inline model::result<model::json_text> to_outcome(model::error why) { return why; }
inline model::result<model::json_text> to_outcome(model::json_text data) { return data; }

/// Texts, numbers, containers, and described structs (Boost.Describe).
template <class T>
model::result<model::json_text> to_outcome(const T& data) {
  if constexpr (std::convertible_to<const T&, std::string_view>)
    return model::json_text{model::quoted(data)};
  else
    return model::json_text{boost::json::serialize(boost::json::value_from(data))};
}

template <class T>
model::result<model::json_text> to_outcome(model::result<T> returned) {
  if (!returned)
    return returned.error();
  if constexpr (std::same_as<T, void>)
    return model::json_text{"{}"};
  else
    return to_outcome(std::move(*returned));
}

} // namespace vestnik::consumers
