#pragma once

#include "model/error.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::model {

/// A point in time as stored and sent: microseconds since 1970-01-01 UTC.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 in UTC with milliseconds: `2026-11-20T16:20:00.123Z`.
[[nodiscard]] std::string to_rfc3339(timestamp at);

/// The same read again; the fraction may have 1 to 6 digits, or be missing. Empty for everything
/// else: other zones, dates that do not exist, leap seconds.
[[nodiscard]] std::optional<timestamp> parse_rfc3339(std::string_view text) noexcept;

} // namespace vestnik::model
