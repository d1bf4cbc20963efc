#pragma once

#include "consumers/ports/description.hpp"
#include "consumers/wire/reader.hpp"
#include "model/values/id.hpp"

#include <boost/json/value.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

/// How a member is shown as JSON. Specialise it for types of your own.
template <class T>
struct column_type;

template <std::integral T>
requires(!std::same_as<T, bool>) struct column_type<T> {
  static constexpr auto kind = column_kind::integer;
  static constexpr auto least = reader<T>::least;
  static constexpr auto most = reader<T>::most;
  static boost::json::value show(T value) { return static_cast<std::int64_t>(value); }
  static T read(const boost::json::value& from) { return static_cast<T>(from.as_int64()); }
};
template <std::floating_point T>
struct column_type<T> {
  static constexpr auto kind = column_kind::real;
  static boost::json::value show(T value) { return static_cast<double>(value); }
  static T read(const boost::json::value& from) { return from.to_number<T>(); }
};
template <>
struct column_type<bool> {
  static constexpr auto kind = column_kind::boolean;
  static boost::json::value show(bool value) { return value; }
  static bool read(const boost::json::value& from) { return from.as_bool(); }
};
template <>
struct column_type<std::string> {
  static constexpr auto kind = column_kind::text;
  static boost::json::value show(const std::string& value) { return boost::json::string{value}; }
  static std::string read(const boost::json::value& from) {
    return std::string{std::string_view{from.as_string()}};
  }
};
template <class Tag>
struct column_type<model::id<Tag>> {
  static constexpr auto kind = column_kind::id;
  static boost::json::value show(model::id<Tag> value) {
    return boost::json::string{std::to_string(value.value)};
  }
  static model::id<Tag> read(const boost::json::value& from) {
    return {std::stoll(column_type<std::string>::read(from))};
  }
};
template <class T>
constexpr std::pair<std::int64_t, std::int64_t> range_of() {
  if constexpr (requires { column_type<T>::most; })
    return {column_type<T>::least, column_type<T>::most};
  else
    return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
}
template <class T>
struct column_type<std::optional<T>> {
  static constexpr auto kind = column_type<T>::kind;
  static constexpr auto least = range_of<T>().first;
  static constexpr auto most = range_of<T>().second;
  static boost::json::value show(const std::optional<T>& value) {
    return value ? column_type<T>::show(*value) : boost::json::value{};
  }
  static std::optional<T> read(const boost::json::value& from) {
    return from.is_null() ? std::nullopt : std::optional<T>{column_type<T>::read(from)};
  }
};

} // namespace vestnik::consumers
