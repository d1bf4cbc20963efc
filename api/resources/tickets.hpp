#pragma once

#include "api/exchange.hpp"

namespace vestnik::api {

/// `POST /api/v1/tickets`: lets one WebSocket in by `?token=`, for clients that can
/// send neither cookie nor header.
void create_ticket(exchange call);

} // namespace vestnik::api
