#pragma once

#include "model/error.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace vestnik::model {

/// A point in time as stored and sent: microseconds since 1970-01-01 UTC.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 in UTC with milliseconds: `2026-11-20T16:20:00.123Z`.
[[nodiscard]] std::string to_rfc3339(timestamp at);

} // namespace vestnik::model
