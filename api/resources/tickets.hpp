#pragma once

#include "api/exchange.hpp"

namespace vestnik::api {

/// `POST /api/v1/tickets`: lets one WebSocket in by `?token=`, for clients that can
/// send neither cookie nor header (decision 19).
void create_ticket(exchange asked);

} // namespace vestnik::api
