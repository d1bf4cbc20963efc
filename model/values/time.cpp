#include "model/values/time.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <system_error>

namespace vestnik::model {

namespace {

/// Takes so many digits off the front; less than zero if there are others.
int take_digits(std::string_view& text, std::size_t count) noexcept {
  const auto digits = text.substr(0, count);
  int number = 0;
  if (digits.size() != count || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return -1;
  std::from_chars(digits.data(), digits.data() + count, number);
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, char expected) noexcept {
  if (!text.starts_with(expected))
    return false;
  text.remove_prefix(1);
  return true;
}

} // namespace

std::string to_rfc3339(timestamp at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::milliseconds>(at - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<timestamp> parse_rfc3339(std::string_view text) noexcept {
  const auto year = take_digits(text, 4);
  const auto month = take(text, '-') ? take_digits(text, 2) : -1;
  const auto day = take(text, '-') ? take_digits(text, 2) : -1;
  const auto hour = take(text, 'T') ? take_digits(text, 2) : -1;
  const auto minute = take(text, ':') ? take_digits(text, 2) : -1;
  const auto second = take(text, ':') ? take_digits(text, 2) : -1;
  int micros = 0;
  if (take(text, '.')) {
    const auto count = text.find('Z');
    if (count == 0 || count > 6)
      return std::nullopt;
    micros = take_digits(text, count);
    for (auto each = count; each < 6; ++each)
      micros *= 10;
  }
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || micros < 0 ||
      hour > 23 || minute > 59 || second > 59 || text != "Z")
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok())
    return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second} + std::chrono::microseconds{micros};
}

} // namespace vestnik::model
