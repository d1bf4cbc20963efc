#include "consumers/wire/reader.hpp"

#include <fmt/format.h>

#include <charconv>
#include <system_error>
#include <utility>

namespace vestnik::consumers {

namespace {

model::error refusal(std::string_view name, std::string message) {
  return {model::ec::invalid, std::move(message), std::string{name}};
}

model::error no_number(std::string_view name, std::int64_t least, std::int64_t most) {
  return refusal(name, fmt::format("{} must be a whole number from {} to {}", name, least, most));
}

} // namespace

model::result<std::int64_t> read_number(std::string_view text, std::string_view name,
                                        std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size() || number < least || number > most)
    return no_number(name, least, most);
  return number;
}

model::result<std::int64_t> read_number(const boost::json::value& from, std::string_view name,
                                        std::int64_t least, std::int64_t most) {
  const auto* number = from.if_int64();
  if (!number || *number < least || *number > most)
    return no_number(name, least, most);
  return *number;
}

model::result<std::string_view> read_text(const boost::json::value& from, std::string_view name) {
  const auto* text = from.if_string();
  if (!text)
    return refusal(name, fmt::format("{} must be a string", name));
  return std::string_view{*text};
}

model::result<bool> reader<bool>::read(std::string_view text, std::string_view name) {
  if (text != "true" && text != "false")
    return refusal(name, fmt::format("{} must be true or false", name));
  return text == "true";
}

model::result<bool> reader<bool>::read(const boost::json::value& from, std::string_view name) {
  const auto* truth = from.if_bool();
  if (!truth)
    return refusal(name, fmt::format("{} must be true or false", name));
  return *truth;
}

model::result<const boost::json::value*>
reader<const boost::json::value*>::read(std::string_view, std::string_view name) {
  return refusal(name, fmt::format("{} is not a field of the payload", name));
}

} // namespace vestnik::consumers
