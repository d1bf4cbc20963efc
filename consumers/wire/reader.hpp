#pragma once

#include "consumers/wire/schema.hpp"
#include "model/error.hpp"
#include "model/values/id.hpp"

#include <boost/json/value.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::consumers {

/// How an argument of type `T` is read: from text, which a path or an expression took,
/// and from a field of the payload. Specialise it for types of your own; `schema`, which may
/// be missing, is for the document. Errors of both: `invalid` naming `name`.
template <class T>
struct reader;

/// Errors: `invalid`, unless `text` is a whole number from `least` to `most`.
[[nodiscard]] model::result<std::int64_t> read_number(std::string_view text, std::string_view name,
                                                      std::int64_t least, std::int64_t most);
[[nodiscard]] model::result<std::int64_t> read_number(const boost::json::value& from,
                                                      std::string_view name, std::int64_t least,
                                                      std::int64_t most);
[[nodiscard]] model::result<std::string_view> read_text(const boost::json::value& from,
                                                        std::string_view name);

/// Lives as long as the request: what is needed later is copied.
template <>
struct reader<std::string_view> {
  static constexpr bool numeric = false;
  static json_schema schema() { return text_schema(); }
  static model::result<std::string_view> read(std::string_view text, std::string_view) {
    return text;
  }
  static model::result<std::string_view> read(const boost::json::value& from,
                                              std::string_view name) {
    return read_text(from, name);
  }
};

template <>
struct reader<std::string> {
  static constexpr bool numeric = false;
  static json_schema schema() { return text_schema(); }
  static model::result<std::string> read(std::string_view text, std::string_view) {
    return std::string{text};
  }
  static model::result<std::string> read(const boost::json::value& from, std::string_view name) {
    const auto text = read_text(from, name);
    if (!text)
      return text.error();
    return std::string{*text};
  }
};

/// Numbers up to 64 bits with sign.
template <std::integral T>
requires(!std::same_as<T, bool>) struct reader<T> {
  static constexpr bool numeric = true;
  static constexpr auto least = static_cast<std::int64_t>(std::numeric_limits<T>::min());
  static constexpr auto most = std::in_range<std::int64_t>(std::numeric_limits<T>::max())
                                   ? static_cast<std::int64_t>(std::numeric_limits<T>::max())
                                   : std::numeric_limits<std::int64_t>::max();
  static json_schema schema() { return number_schema(least, most); }

  template <class From>
  static model::result<T> read(const From& from, std::string_view name) {
    const auto number = read_number(from, name, least, most);
    if (!number)
      return number.error();
    return static_cast<T>(*number);
  }
};

template <>
struct reader<bool> {
  static constexpr bool numeric = false;
  static json_schema schema() { return boolean_schema(); }
  static model::result<bool> read(std::string_view text, std::string_view name);
  static model::result<bool> read(const boost::json::value& from, std::string_view name);
};

/// Any value of the payload, as it is.
template <>
struct reader<const boost::json::value*> {
  static constexpr bool numeric = false;
  static model::result<const boost::json::value*> read(std::string_view text,
                                                       std::string_view name);
  static model::result<const boost::json::value*> read(const boost::json::value& from,
                                                       std::string_view) {
    return &from;
  }
};

/// Decimal, in a string.
template <class Tag>
struct reader<model::id<Tag>> {
  static constexpr bool numeric = true;
  static json_schema schema() { return id_schema(); }
  static model::result<model::id<Tag>> read(std::string_view text, std::string_view name) {
    const auto number = model::parse_id(text, name);
    if (!number)
      return number.error();
    return model::id<Tag>{*number};
  }
  static model::result<model::id<Tag>> read(const boost::json::value& from, std::string_view name) {
    const auto text = read_text(from, name);
    return text ? read(*text, name) : model::result<model::id<Tag>>{text.error()};
  }
};

/// A field that may be missing.
template <class T>
struct reader<std::optional<T>> {
  static constexpr bool numeric = reader<T>::numeric;
  template <class From>
  static model::result<std::optional<T>> read(const From& from, std::string_view name) {
    auto value = reader<T>::read(from, name);
    if (!value)
      return value.error();
    return std::optional<T>{std::move(*value)};
  }
};

template <class T>
inline constexpr bool may_be_missing = false;
template <class T>
inline constexpr bool may_be_missing<std::optional<T>> = true;

/// What the payload's field for a `T` may hold; anything, if its reader does not say.
template <class T>
[[nodiscard]] json_schema schema_of() {
  if constexpr (may_be_missing<T>)
    return schema_of<typename T::value_type>();
  else if constexpr (requires { reader<T>::schema(); })
    return reader<T>::schema();
  else
    return {};
}

} // namespace vestnik::consumers
