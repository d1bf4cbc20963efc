#pragma once

#include "consumers/wire/schema.hpp"
#include "model/error.hpp"
#include "model/values/json.hpp"

#include <boost/describe.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/mp11.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

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

/// What `to_outcome` makes of a `T`; anything, where the type does not say.
template <class T>
[[nodiscard]] json_schema data_schema() {
  if constexpr (std::is_void_v<T>)
    return object_schema({});
  else if constexpr (requires { typename T::error_type; })
    return data_schema<typename T::value_type>();
  else if constexpr (std::convertible_to<const T&, std::string_view>)
    return text_schema();
  else if constexpr (std::same_as<T, bool>)
    return boolean_schema();
  else if constexpr (std::integral<T>)
    return number_schema();
  else if constexpr (std::floating_point<T>)
    return {{"type", "number"}};
  else if constexpr (boost::describe::has_describe_members<T>::value) {
    std::vector<field_schema> members;
    using all = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<all>([&](auto member) {
      using type = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
      members.push_back({member.name, data_schema<type>()});
    });
    return object_schema(members);
  } else {
    return {};
  }
}

} // namespace vestnik::consumers
