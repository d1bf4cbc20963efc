#include "config/engine/value.hpp"

#include "config/settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace vestnik::config {

namespace {

constexpr std::array level_names{"trace", "debug", "info", "warning", "error"};
constexpr std::array format_names{"text", "json"};

constexpr std::span<const char* const> names_of(log_level) { return level_names; }
constexpr std::span<const char* const> names_of(log_format) { return format_names; }

template <class T>
concept enumeration = std::is_enum_v<T>;
template <class T>
concept number = std::unsigned_integral<T> && !std::same_as<T, bool>;

constexpr bool within(const rule& allowed, std::int64_t value) {
  return value >= allowed.least && value <= allowed.most;
}

/// Whether a value written as `shape` may be meant where `expected` is needed.
constexpr bool is(form shape, form expected) { return shape == form::untyped || shape == expected; }

std::optional<std::string> parse(const scalar& value, const rule& allowed, const std::string*) {
  if (!is(value.shape, form::text) || (allowed.fits && !allowed.fits(value.text)))
    return std::nullopt;
  return value.text;
}

std::optional<bool> parse(const scalar& value, const rule&, const bool*) {
  if (!is(value.shape, form::boolean) || (value.text != "true" && value.text != "false"))
    return std::nullopt;
  return value.text == "true";
}

template <number T>
std::optional<T> parse(const scalar& value, const rule& allowed, const T*) {
  std::int64_t parsed = 0;
  const auto* end = value.text.data() + value.text.size();
  const auto [stop, failure] = std::from_chars(value.text.data(), end, parsed);
  if (!is(value.shape, form::number) || failure != std::errc{} || stop != end ||
      !within(allowed, parsed))
    return std::nullopt;
  return static_cast<T>(parsed);
}

std::optional<byte_count> parse(const scalar& value, const rule& allowed, const byte_count*) {
  const auto size = to_byte_count(value.text);
  if (value.shape == form::boolean || value.shape == form::other || !size ||
      !within(allowed, static_cast<std::int64_t>(size->value)))
    return std::nullopt;
  return size;
}

std::optional<duration> parse(const scalar& value, const rule& allowed, const duration*) {
  const auto time = to_duration(value.text);
  if (!is(value.shape, form::text) || !time || !within(allowed, time->count()))
    return std::nullopt;
  return time;
}

template <enumeration T>
std::optional<T> parse(const scalar& value, const rule&, const T*) {
  const auto names = names_of(T{});
  for (std::size_t i = 0; i < names.size(); ++i)
    if (is(value.shape, form::text) && value.text == names[i])
      return static_cast<T>(i);
  return std::nullopt;
}

std::vector<scalar> split_at_commas(const std::string& text) {
  std::vector<scalar> items;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto first = std::min(text.find_first_not_of(' ', begin), end);
    const auto last = text.find_last_not_of(' ', end - 1);
    items.push_back({form::untyped, first < end ? text.substr(first, last + 1 - first) : ""});
    begin = end + 1;
  }
  return items;
}

template <class T>
bool read_value(const raw_value& value, const rule& allowed, T& into) {
  if (value.count != arity::single)
    return false;
  const auto parsed = parse(value.items.front(), allowed, &into);
  if (parsed)
    into = *parsed;
  return parsed.has_value();
}

template <class T>
bool read_value(const raw_value& value, const rule& allowed, std::vector<T>& into) {
  const auto separated = value.count == arity::single;
  if (separated && value.items.front().shape != form::untyped)
    return false;
  std::vector<T> parsed;
  for (const auto& item : separated ? split_at_commas(value.items.front().text) : value.items) {
    const auto element = parse(item, allowed, static_cast<const T*>(nullptr));
    if (!element)
      return false;
    parsed.push_back(*element);
  }
  into = std::move(parsed);
  return true;
}

std::string write_value(const std::string& value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\')
      quoted += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    else
      quoted += c;
  }
  return quoted + '"';
}

std::string write_value(bool value) { return value ? "true" : "false"; }
std::string write_value(number auto value) { return std::to_string(value); }
std::string write_value(byte_count value) { return write_value(to_text(value)); }
std::string write_value(duration value) { return write_value(to_text(value)); }
std::string write_value(enumeration auto value) {
  return write_value(std::string{names_of(value)[static_cast<std::size_t>(value)]});
}

template <class T>
std::string write_value(const std::vector<T>& value) {
  std::vector<std::string> items;
  for (const auto& item : value)
    items.push_back(write_value(item));
  return fmt::format("[{}]", fmt::join(items, ", "));
}

std::string wanted_value(const rule& allowed, const std::string*) {
  return allowed.fits ? std::string{allowed.words} : "text";
}
std::string wanted_value(const rule&, const bool*) { return "true or false"; }
template <number T>
std::string wanted_value(const rule& allowed, const T*) {
  return fmt::format("a whole number from {} to {}", allowed.least, allowed.most);
}
std::string wanted_value(const rule& allowed, const byte_count*) {
  return fmt::format("a size (B, KiB, MiB, GiB) from {} to {}",
                     to_text(byte_count{static_cast<std::uint64_t>(allowed.least)}),
                     to_text(byte_count{static_cast<std::uint64_t>(allowed.most)}));
}
std::string wanted_value(const rule& allowed, const duration*) {
  return fmt::format("a duration (ms, s, min, h, d) from {} to {}",
                     to_text(duration{allowed.least}), to_text(duration{allowed.most}));
}
template <enumeration T>
std::string wanted_value(const rule&, const T*) {
  return fmt::format("one of {}", fmt::join(names_of(T{}), ", "));
}
template <class T>
std::string wanted_value(const rule& allowed, const std::vector<T>*) {
  return "a list, each " + wanted_value(allowed, static_cast<const T*>(nullptr));
}

} // namespace

template <class T>
bool setting_type<T>::read(const raw_value& value, const rule& allowed, T& into) {
  return read_value(value, allowed, into);
}

template <class T>
std::string setting_type<T>::write(const T& value) {
  return write_value(value);
}

template <class T>
std::string setting_type<T>::wanted(const rule& allowed) {
  return wanted_value(allowed, static_cast<const T*>(nullptr));
}

template struct setting_type<std::string>;
template struct setting_type<bool>;
template struct setting_type<unsigned>;
template struct setting_type<std::uint16_t>;
template struct setting_type<byte_count>;
template struct setting_type<duration>;
template struct setting_type<log_level>;
template struct setting_type<log_format>;
template struct setting_type<std::vector<std::string>>;
template struct setting_type<std::vector<std::uint16_t>>;

} // namespace vestnik::config
