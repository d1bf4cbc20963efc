#pragma once

#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace vestnik::model {

/// Every way in which the product refuses or fails. Engines return these inside
/// `result`, actors carry them in `caf::error` (the value fits CAF's 8 bits),
/// consumers and the HTTP API turn them into coded replies by `traits_of`.
/// Values are wire-stable between nodes: append, never renumber.
enum class ec : std::uint8_t {
  /// CAF reserves zero for "no error"; never sent.
  none = 0,
  /// The frame or body is not the JSON form that docs/wire/frames.md describes.
  malformed,
  /// Nobody is signed in, or the session has ended.
  unauthenticated,
  /// Login or password is wrong. Which of the two is not said, so that nobody learns which
  /// logins exist.
  bad_credentials,
  /// Signed in, but not allowed to do this to something one may see.
  forbidden,
  /// 5: it does not exist, or the caller may not know that it does.
  not_found,
  /// The endpoint has no such action.
  unknown_action,
  /// The state changed in a way that contradicts the request (login taken, …).
  conflict,
  /// A size limit was exceeded.
  too_large,
  /// A field has a value that is not allowed; `error::field` names it.
  invalid,
  /// 10: a rate or count limit was exceeded; `error::retry_after` says when to retry, if waiting
  /// helps, as with any rate.
  too_many,
  /// A defect of ours; details are in the log under the request id.
  internal,
  /// Cannot be served now (shutting down, owner moving, database away).
  unavailable,
  /// The disk or the quota is full; nothing was stored.
  storage_full,
  /// The write may or may not have happened; repeat it with the same `op`.
  outcome_unknown,
  /// 15, INTERNAL: an append carried a fencing token that is no longer the newest.
  stale_token,
  /// A mail server refused the sign-in; the message has the server's own words.
  mail_refused,
  /// A mail server could not be reached or broke the connection.
  mail_unreachable,
  /// A mail server answered in a way that cannot be understood.
  mail_protocol,
  /// The connection's reader is too slow; resume from the last `seq`.
  slow_reader,
  /// 20: the session was ended (signed out elsewhere, revoked).
  session_ended,
};

/// How one code shows on each surface. The only such mapping in the product.
struct error_traits {
  ec code;
  /// `errors[].code` of replies.
  std::string_view name;
  /// `response_status` of replies and HTTP status.
  std::uint16_t status;
  /// WebSocket close code when the connection ends for this reason:
  /// 4000–4499 "reconnect", 4500–4999 "do not".
  std::uint16_t close_code;
  /// When it makes sense to try again if the error itself does not say; zero: waiting does not
  /// help.
  std::chrono::milliseconds retry{};
};

/// Those of an unknown code are those of `internal`.
[[nodiscard]] const error_traits& traits_of(ec code) noexcept;

/// A refusal or failure with what the user needs to know about it.
struct error {
  ec code = ec::internal;
  /// One sentence for people: what was wrong and what is allowed. No secrets.
  std::string message;
  /// Name of the input field concerned; empty means the whole request.
  std::string field = {};
  /// When it makes sense to try again; zero means "not by waiting".
  std::chrono::milliseconds retry_after = {};

  friend bool operator==(const error&, const error&) = default;
};

/// What `retry_ms` tells of an error: its own `retry_after`, else its code's. Zero: nothing.
[[nodiscard]] std::chrono::milliseconds retry_of(const error& refusal) noexcept;

template <class T>
using result = boost::system::result<T, error>;

/// Makes `result::value()` throw `std::runtime_error` with the message; found by ADL.
[[noreturn]] void throw_exception_from_error(const error& refusal,
                                             const boost::source_location& where);

} // namespace vestnik::model
