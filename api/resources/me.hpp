#pragma once

#include "api/exchange.hpp"

namespace vestnik::api {

/// `GET /api/v1/me`: who is signed in.
void read_me(exchange call);

} // namespace vestnik::api
