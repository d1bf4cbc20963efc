#pragma once

#include "model/error.hpp"

#include <string>

namespace vestnik::actors {

/// The reason of a WebSocket close (decision 20): `{"code","retry_ms"}`, ≤ 123 bytes.
[[nodiscard]] std::string close_reason(const model::error& why);

} // namespace vestnik::actors
