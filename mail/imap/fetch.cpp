#include "mail/imap/fetch.hpp"

#include "model/values/utf8.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace vestnik::mail {

namespace {

constexpr double largest_size = 1e15;

void take_body(imap_fetch& into, imap_value&& value) {
  switch (value.is) {
  case imap_value::kind::string:
  case imap_value::kind::atom:
    into.state = imap_fetch::body_state::present;
    into.body = std::move(value.text);
    into.body_size = into.body.size();
    break;
  case imap_value::kind::too_large:
    into.state = imap_fetch::body_state::too_large;
    into.body_size = value.size;
    break;
  default:
    into.state = imap_fetch::body_state::nil;
  }
}

void take(imap_fetch& into, const std::string& name, imap_value&& value) {
  if (name == "UID")
    into.uid = read_number(value.text).value_or(0);
  else if (name == "RFC822.SIZE")
    into.size = read_size(value.text);
  else if (name == "INTERNALDATE")
    into.internal_date = read_internal_date(value.text);
  else if (name == "BODY[]" || name == "BODY[]<0>")
    take_body(into, std::move(value));
  else if (name == "FLAGS")
    for (auto& flag : value.items)
      into.flags.push_back(model::to_valid_utf8(flag.text));
}

/// Two digits, or a blank and one.
std::optional<int> two_digits(std::string_view text) {
  if (text.starts_with(' '))
    text.remove_prefix(1);
  const auto value = read_number(text);
  return value ? std::optional<int>{static_cast<int>(*value)} : std::nullopt;
}

std::optional<unsigned> month_of(std::string_view name) {
  static constexpr std::array<std::string_view, 12> names{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                          "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
  const auto upper = upper_ascii(name);
  for (unsigned i = 0; i < names.size(); ++i)
    if (names[i] == upper)
      return i + 1;
  return std::nullopt;
}

} // namespace

model::result<imap_fetch> read_fetch(imap_response&& response) {
  if (response.values.size() != 1 || response.values.front().is != imap_value::kind::list)
    return model::error{model::ec::malformed, "a FETCH response is not one list"};
  auto& items = response.values.front().items;
  if (items.size() % 2 != 0)
    return model::error{model::ec::malformed, "a FETCH response is not made of pairs"};
  imap_fetch result;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if (items[i].is != imap_value::kind::atom)
      return model::error{model::ec::malformed, "a FETCH response has no name for a value"};
    take(result, upper_ascii(items[i].text), std::move(items[i + 1]));
  }
  return result;
}

model::timestamp read_internal_date(std::string_view text) noexcept {
  using namespace std::chrono;
  if (text.size() == 25) // one digit without the padding
    return read_internal_date(" " + std::string{text});
  if (text.size() != 26 || (text[21] != '+' && text[21] != '-'))
    return {};
  const auto date = two_digits(text.substr(0, 2));
  const auto name = month_of(text.substr(3, 3));
  const auto of = read_number(text.substr(7, 4));
  const auto hour = two_digits(text.substr(12, 2));
  const auto minute = two_digits(text.substr(15, 2));
  const auto second = two_digits(text.substr(18, 2));
  const auto zone_hour = two_digits(text.substr(22, 2));
  const auto zone_minute = two_digits(text.substr(24, 2));
  if (!date || !name || !of || !hour || !minute || !second || !zone_hour || !zone_minute)
    return {};
  const auto ymd = year{static_cast<int>(*of)} / month{*name} / day{static_cast<unsigned>(*date)};
  if (!ymd.ok())
    return {};
  const auto zone = hours{*zone_hour} + minutes{*zone_minute};
  const auto local = sys_days{ymd} + hours{*hour} + minutes{*minute} + seconds{*second};
  return text[21] == '+' ? local - zone : local + zone;
}

std::uint64_t read_size(std::string_view text) noexcept {
  const auto* end = text.data() + text.size();
  std::uint64_t whole = 0;
  if (const auto [stop, error] = std::from_chars(text.data(), end, whole);
      error == std::errc{} && stop == end)
    return whole;
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || !(number >= 0 && number < largest_size))
    return 0;
  return static_cast<std::uint64_t>(number);
}

} // namespace vestnik::mail
