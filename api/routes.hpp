#pragma once

#include "api/exchange.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
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

/// Tells the caller's sessions.
void read_sessions(exchange call);

/// Ends one of the caller's sessions. Errors: `not_found`.
void revoke_session(exchange call);

/// Ends all sessions of the caller but this one.
void revoke_other_sessions(exchange call);

/// Gives the caller another password. Errors: `invalid` on `old_password`.
void change_password(exchange call);

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
  /// May end in a parameter, as `/sessions/{id}` does; a path that is written out comes before.
  std::string_view path;
  audience open_to;
  body_kind body;
  void (*serve)(exchange call);

  [[nodiscard]] constexpr bool changes_state() const { return method != "GET"; }

  /// The parameter of a path that is this one's, empty if it has none.
  [[nodiscard]] constexpr std::optional<std::string_view> match(std::string_view in_request) const {
    const auto fixed = path.substr(0, path.find('{'));
    if (fixed == path)
      return in_request == path ? std::optional{std::string_view{}} : std::nullopt;
    const auto rest = in_request.substr(std::min(fixed.size(), in_request.size()));
    const bool fits = in_request.starts_with(fixed) && !rest.empty() && rest.find('/') == rest.npos;
    return fits ? std::optional{rest} : std::nullopt;
  }
};

/// All that can be asked by HTTP. Those that change nothing are answered to `HEAD` as well.
inline constexpr auto routes = std::to_array<route>({
    {"POST", "/api/v1/accounts", audience::newcomers, body_kind::object, create_account},
    {"POST", "/api/v1/sessions", audience::newcomers, body_kind::object, create_session},
    {"DELETE", "/api/v1/sessions/current", audience::signed_in, body_kind::none, delete_session},
    {"GET", "/api/v1/sessions", audience::signed_in, body_kind::none, read_sessions},
    {"DELETE", "/api/v1/sessions", audience::signed_in, body_kind::none, revoke_other_sessions},
    {"DELETE", "/api/v1/sessions/{id}", audience::signed_in, body_kind::none, revoke_session},
    {"POST", "/api/v1/password", audience::signed_in, body_kind::object, change_password},
    {"GET", "/api/v1/me", audience::signed_in, body_kind::none, read_me},
    {"POST", "/api/v1/tickets", audience::signed_in, body_kind::none, create_ticket},
    {"GET", "/api/v1/health", audience::anybody, body_kind::none, read_health},
    {"GET", "/api/v1/asyncapi.json", audience::anybody, body_kind::none, read_asyncapi},
});

} // namespace vestnik::api
