#pragma once

#include "actors/protocol/messages.hpp"

#include <caf/error.hpp>
#include <caf/result.hpp>

CAF_ERROR_CODE_ENUM(vestnik::model::ec, "vestnik")

namespace vestnik::actors {

/// A refusal as actors carry it: the code, and the whole `model::error` as context. The text
/// of an `internal` one goes to the log and not to the sender of the request.
[[nodiscard]] caf::error to_caf(const model::error& error);

/// The way back. What CAF itself reports becomes `outcome_unknown` if the request
/// may have been carried out (the receiver was lost), `unavailable` if it cannot
/// have been, `internal` if an actor broke.
[[nodiscard]] model::error from_caf(const caf::error& error);

/// As `from_caf`, for a request that changes nothing: a lost receiver is `unavailable`.
[[nodiscard]] model::error read_error(const caf::error& error);

/// Whether the same request may succeed a little later: the receiver was lost or is away.
[[nodiscard]] bool is_temporary(const caf::error& error);

/// Whether it is said that there is no such thing.
[[nodiscard]] bool is_missing(const caf::error& error);

/// The continuation that passes a failed request's error on to the promise.
template <class Promise>
auto passing_to(Promise promise) {
  return [promise](const caf::error& why) mutable { promise.deliver(why); };
}

/// An engine's result as an actor's answer.
template <class T>
caf::result<T> answer(model::result<T>&& outcome) {
  if (!outcome)
    return to_caf(outcome.error());
  return std::move(*outcome);
}

} // namespace vestnik::actors
