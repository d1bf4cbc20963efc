#include "config/units/byte_count.hpp"

#include "config/units/number_with_unit.hpp"

#include <array>

namespace vestnik::config {

namespace {

constexpr std::array<unit, 4> byte_units{{
    {"B", 1},
    {"KiB", std::int64_t{1} << 10},
    {"MiB", std::int64_t{1} << 20},
    {"GiB", std::int64_t{1} << 30},
}};

} // namespace

std::optional<byte_count> to_byte_count(std::string_view text) {
  const auto bytes = read_number_with_unit(text, byte_units, 1);
  if (!bytes)
    return std::nullopt;
  return byte_count{static_cast<std::uint64_t>(*bytes)};
}

std::string to_text(byte_count size) {
  return write_number_with_unit(static_cast<std::int64_t>(size.value), byte_units);
}

} // namespace vestnik::config
