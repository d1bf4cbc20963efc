#pragma once

#include "api/account_port.hpp"
#include "api/credentials.hpp"
#include "model/error.hpp"
#include "model/http.hpp"
#include "model/identity.hpp"
#include "model/values/fields.hpp"
#include "model/values/json.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace vestnik::api {

/// Takes the answer to a request. Called at most once, on any thread.
using http_responder = std::function<void(model::http_response)>;

/// Whether the server can be sent work.
enum class readiness : std::uint8_t { starting, ready, suspended, stopping };

/// One request on its way through a resource, after the checks of `router`.
struct exchange {
  /// Lives as long as the router; safe from any thread.
  account_port& accounts;
  readiness state;
  model::http_request request;
  /// The policy that applies to this request.
  cookie_policy cookies;
  /// The body of resources that take one.
  boost::json::object body;
  /// What stands in the path in the place of `{…}`; else empty.
  std::string parameter;
  /// On resources for those who are signed in; else empty.
  model::identity caller;
  /// The description of the WebSocket endpoints; lives as long as the router.
  std::string_view asyncapi;
  http_responder respond;
};

/// A JSON answer, kept by no cache.
[[nodiscard]] model::http_response json_response(unsigned status, model::json_text body);

/// The answer for a refusal, with `retry-after` when waiting helps.
[[nodiscard]] model::http_response refusal_response(const model::error& refusal);

/// `{"id", "login", "name"}`: a user as everyone may see them.
[[nodiscard]] model::json_text encode_user(const model::identity& user);

/// The fields `password`, of 8 to 1024 octets, and `password_again`, which is the same.
[[nodiscard]] model::secret read_new_password(model::fields& in);

/// Takes the outcome of what has no answer: 204, or the refusal.
[[nodiscard]] done_handler answer_with_nothing(http_responder respond);

/// Takes the outcome of signing in or registering: 201 with the session, its cookie and the
/// device's, or the refusal.
[[nodiscard]] signed_in_handler answer_with_session(const exchange& call);

} // namespace vestnik::api
