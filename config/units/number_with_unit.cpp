#include "config/units/number_with_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <limits>

namespace vestnik::config {

std::optional<std::int64_t> read_number_with_unit(std::string_view text,
                                                  std::span<const unit> units, std::int64_t bare) {
  std::int64_t number = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || number < 0)
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));

  std::int64_t factor = bare;
  if (!text.empty()) {
    if (text.front() == ' ')
      text.remove_prefix(1);
    const auto found = std::ranges::find(units, text, &unit::suffix);
    factor = found == units.end() ? 0 : found->factor;
  }
  if (factor == 0 || number > std::numeric_limits<std::int64_t>::max() / factor)
    return std::nullopt;
  return number * factor;
}

std::string write_number_with_unit(std::int64_t number, std::span<const unit> units) {
  auto chosen = units.front();
  for (const auto& candidate : units)
    if (number != 0 && number % candidate.factor == 0)
      chosen = candidate;
  return fmt::format("{}{}", number / chosen.factor, chosen.suffix);
}

} // namespace vestnik::config
