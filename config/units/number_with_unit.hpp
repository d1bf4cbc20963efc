#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vestnik::config {

/// A suffix and how many of the smallest unit it stands for.
struct unit {
  std::string_view suffix;
  std::int64_t factor;
};

/// Reads `12 min` or `12min` into a number of the smallest unit. `bare` is the factor
/// of a number without a suffix; 0 means that one is required. Nothing when the text
/// is anything else or the result does not fit.
[[nodiscard]] std::optional<std::int64_t>
read_number_with_unit(std::string_view text, std::span<const unit> units, std::int64_t bare);

/// Writes `number` (not negative) in the largest of `units`, which ascend, that
/// divides it.
[[nodiscard]] std::string write_number_with_unit(std::int64_t number, std::span<const unit> units);

} // namespace vestnik::config
