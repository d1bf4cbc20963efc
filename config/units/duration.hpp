#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::config {

/// Every duration of the settings.
using duration = std::chrono::milliseconds;

/// Reads a whole number with a unit: `ms`, `s`, `min`, `h` or `d` (a blank may stand
/// between). Nothing on anything else: a number without a unit says too little, and
/// only `0` needs none.
[[nodiscard]] std::optional<duration> to_duration(std::string_view text);

/// The shortest text that `to_duration` reads back: `75s`, `5min`, `14d`.
[[nodiscard]] std::string to_text(duration time);

} // namespace vestnik::config
