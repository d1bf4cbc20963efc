#include "config/units/duration.hpp"

#include "config/units/number_with_unit.hpp"

#include <array>
#include <cstdint>

namespace vestnik::config {

namespace {

constexpr std::int64_t second = 1000;
constexpr std::array<unit, 5> time_units{{
    {"ms", 1},
    {"s", second},
    {"min", 60 * second},
    {"h", 3600 * second},
    {"d", 24 * 3600 * second},
}};

} // namespace

std::optional<duration> to_duration(std::string_view text) {
  if (text == "0")
    return duration::zero();
  const auto milliseconds = read_number_with_unit(text, time_units, 0);
  if (!milliseconds)
    return std::nullopt;
  return duration{*milliseconds};
}

std::string to_text(duration time) { return write_number_with_unit(time.count(), time_units); }

} // namespace vestnik::config
