#pragma once

#include "actors/runtime/error.hpp"
#include "model/values/deadline.hpp"

#include <caf/error.hpp>

#include <chrono>

namespace vestnik::actors {

/// How long a question or a write waits at the store before it is refused, wherever it waits: no
/// part of the store has more patience.
inline constexpr std::chrono::milliseconds store_patience{5000};

/// Why a request that somebody waits for `until` then is not begun: what the store is asked for it
/// might wait for `store_patience` and be carried out for nobody, and whoever asked may have asked
/// again. Empty: there is time for it.
[[nodiscard]] inline caf::error lateness(model::deadline until,
                                         model::deadline::clock::time_point now) {
  if (until.has_passed(now + store_patience))
    return to_caf({model::ec::unavailable,
                   "the answer would have come too late",
                   {},
                   std::chrono::seconds{1}});
  return {};
}

} // namespace vestnik::actors
