#pragma once

#include "api/exchange.hpp"

namespace vestnik::api {

/// `GET /api/v1/asyncapi.json`: the WebSocket endpoints, as whoever made the router
/// describes them. Errors: `not_found` if that is nothing.
void read_asyncapi(exchange call);

} // namespace vestnik::api
