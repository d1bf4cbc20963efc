#pragma once

#include "api/exchange.hpp"

namespace vestnik::api {

/// `GET /api/v1/health`: 200 when the server is ready, 503 while it starts or stops.
void read_health(exchange call);

} // namespace vestnik::api
