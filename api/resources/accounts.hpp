#pragma once

#include "api/exchange.hpp"

namespace vestnik::api {

/// `POST /api/v1/accounts`: makes an account and signs it in. Checks the form of login,
/// name and password (docs/wire/http.md); the port does the rest.
void create_account(exchange call);

} // namespace vestnik::api
