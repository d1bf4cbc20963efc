#pragma once

#include "api/exchange.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace vestnik::api {

// Each resource stands in a file of `api/resources/`. `router` has checked all that its route says
// before it is called. It answers every refusal of the port as such.

/// Makes an account and signs it in. Checks the form of login, name and password
/// (docs/wire/http.md); the port does the rest.
void create_account(exchange call);

/// Signs in.
void create_session(exchange call);

/// Signs out and clears the cookie.
void delete_session(exchange call);

/// Who is signed in.
void read_me(exchange call);

/// Lets one WebSocket in by `?token=`, for clients that can send neither cookie nor header.
void create_ticket(exchange call);

/// 200 when the server is ready, 503 while it starts or stops.
void read_health(exchange call);

/// The WebSocket endpoints, as whoever made the router describes them. Errors: `not_found` if that
/// is nothing.
void read_asyncapi(exchange call);

/// For whom a resource is; `newcomers` want to be signed in.
enum class audience : std::uint8_t { anybody, newcomers, signed_in };

enum class body_kind : std::uint8_t { none, object };

struct route {
  std::string_view method;
  std::string_view path;
  audience open_to;
  body_kind body;
  void (*serve)(exchange call);

  [[nodiscard]] constexpr bool changes_state() const { return method != "GET"; }
};

/// All that can be asked by HTTP. Those that change nothing are answered to `HEAD` as well.
inline constexpr auto routes = std::to_array<route>({
    {"POST", "/api/v1/accounts", audience::newcomers, body_kind::object, create_account},
    {"POST", "/api/v1/sessions", audience::newcomers, body_kind::object, create_session},
    {"DELETE", "/api/v1/sessions/current", audience::signed_in, body_kind::none, delete_session},
    {"GET", "/api/v1/me", audience::signed_in, body_kind::none, read_me},
    {"POST", "/api/v1/tickets", audience::signed_in, body_kind::none, create_ticket},
    {"GET", "/api/v1/health", audience::anybody, body_kind::none, read_health},
    {"GET", "/api/v1/asyncapi.json", audience::anybody, body_kind::none, read_asyncapi},
});

} // namespace vestnik::api
