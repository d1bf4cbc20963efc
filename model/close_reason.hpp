#pragma once

#include "model/error.hpp"

#include <string>

namespace vestnik::model {

/// The reason of a WebSocket close: `{"code","retry_ms"}`, ≤ 123 bytes. `retry_ms` is the error's
/// own `retry_after`; 0 leaves it to the client's back-off.
[[nodiscard]] std::string close_reason(const error& refusal);

} // namespace vestnik::model
