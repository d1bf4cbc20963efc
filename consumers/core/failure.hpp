#pragma once

#include "model/error.hpp"

#include <string_view>

namespace vestnik::consumers {

/// Logs the exception in flight; call it in a `catch` block. `where` and `request_id`
/// may come from a peer: they cannot forge a line of the log.
void log_failure(std::string_view where, std::string_view request_id);

/// What the client is told of an exception: that there was one.
[[nodiscard]] model::error internal_error();

} // namespace vestnik::consumers
