#pragma once

#include "api/exchange.hpp"

namespace vestnik::api {

/// `POST /api/v1/sessions`: signs in. Errors: the port's.
void create_session(exchange call);

/// `DELETE /api/v1/sessions/current`: signs out and clears the cookie.
void delete_session(exchange call);

/// Takes the outcome of signing in or registering: 201 with the session and its
/// cookie, or the refusal.
[[nodiscard]] signed_in_handler answer_with_session(const exchange& call);

} // namespace vestnik::api
