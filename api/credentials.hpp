#pragma once

#include "api/account_port.hpp"
#include "model/http.hpp"
#include "model/values/secret.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace vestnik::api {

/// Which session cookie a listener deals in. A request that came over TLS is always treated
/// as `tls`.
enum class cookie_policy : std::uint8_t {
  /// `__Host-sid` with Secure; plain requests are treated as `refuse`.
  tls,
  /// Plain HTTP on loopback: `sid` without Secure.
  loopback,
  /// Plain HTTP elsewhere: no cookie is set or read, because it could be read on the way.
  refuse,
};

/// The policy that applies to one request of a listener.
[[nodiscard]] cookie_policy policy_of(const model::http_request& request, cookie_policy listener);

/// By what a request says who it comes from.
struct credentials {
  /// `ticket` only on WebSocket upgrades.
  enum class source : std::uint8_t { none, cookie, bearer, ticket };
  source from = source::none;
  /// A session token, or a ticket; may be empty if the client sent an empty one.
  model::secret value;
};

/// `Authorization: Bearer` (RFC 6750 §2.1) if it is there, else the session cookie.
[[nodiscard]] credentials read_credentials(const model::http_request& request,
                                           cookie_policy listener);

/// As `read_credentials`, for a WebSocket upgrade, where a ticket in `?token=` comes
/// before the cookie, because browsers send that with it. The caller has checked Origin for
/// cookies.
[[nodiscard]] credentials read_upgrade_credentials(const model::http_request& request,
                                                   cookie_policy listener);

/// Who asks to be signed in: the address, and the cookie of `device_cookie` if there is one.
[[nodiscard]] visitor read_visitor(const model::http_request& request, cookie_policy policy);

/// The `set-cookie` header by which this browser is known at later sign-ins; it outlives sessions,
/// and opens nothing. `policy` is not `refuse`.
[[nodiscard]] std::pair<std::string, std::string> device_cookie(cookie_policy policy,
                                                                const model::secret& device);

/// The `set-cookie` header of a session that begins. `policy` is not `refuse`.
[[nodiscard]] std::pair<std::string, std::string>
session_cookie(cookie_policy policy, const model::secret& token, std::chrono::seconds valid_for);

/// The `set-cookie` header that makes the client forget its session.
[[nodiscard]] std::pair<std::string, std::string> expired_cookie(cookie_policy policy);

} // namespace vestnik::api
