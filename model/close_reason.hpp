#pragma once

#include "model/error.hpp"

#include <string>

namespace vestnik::model {

/// The reason of a WebSocket close: `{"code","retry_ms"}`, ≤ 123 bytes.
[[nodiscard]] std::string close_reason(const error& refusal);

} // namespace vestnik::model
