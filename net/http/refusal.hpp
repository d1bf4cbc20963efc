#pragma once

#include "model/error.hpp"
#include "model/http.hpp"

#include <boost/system/result.hpp>

namespace vestnik::net {

/// Why a request is refused before any handler sees it.
struct refusal {
  /// HTTP status; finer than the code's own (414 and 431 are both `too_large`).
  unsigned status = 400;
  model::error reason;
  /// Headers that belong to the refusal (`Allow`, `Sec-WebSocket-Version`).
  model::header_list headers = {};
};

template <class T>
using or_refusal = boost::system::result<T, refusal>;

/// `{"errors":[{"code","field","message"}]}`, the code as `model::traits_of` names it, with a
/// `Retry-After` if the reason itself has one: a 408 may be repeated at once (RFC 9110 §15.5.9).
[[nodiscard]] model::http_response to_response(const refusal& refused);
/// With the status of the error's code, and its `model::retry_of`.
[[nodiscard]] model::http_response to_response(const model::error& reason);

/// Makes `result::value()` throw; found by ADL.
[[noreturn]] void throw_exception_from_error(const refusal& refused,
                                             const boost::source_location& where);

} // namespace vestnik::net
