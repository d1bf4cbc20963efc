#pragma once

#include "actors/protocol/actors.hpp"
#include "mail/mime/message.hpp"
#include "mail/mime/scan.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace vestnik::actors {

/// Such as `mail::parse_mime`.
using mime_parser = decltype(&mail::parse_mime);

/// Parses messages for the FETCHERs. One that cannot be parsed has its `problem`; where memory runs
/// short no mail is to blame, and the answer is `unavailable`. GMime needs milliseconds and an
/// ordinary thread's stack, so each runs detached.
struct mime_worker_state {
  static inline const char* name = "mime_worker";

  // Not an aggregate: CAF would initialise its first member with the self pointer.
  mime_worker_state() = default;

  mail::mime_limits limits;
  mime_parser parse = nullptr;
};

mime_worker_actor::behavior_type
mime_worker(mime_worker_actor::stateful_pointer<mime_worker_state> self, mail::mime_limits limits,
            mime_parser parse);

} // namespace vestnik::actors
