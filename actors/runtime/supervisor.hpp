#pragma once

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <string>

namespace vestnik::actors {

/// Watches whom it is sent.
using supervisor_actor = caf::typed_actor<caf::reacts_to<caf::strong_actor_ptr>>;

/// Called once, from the supervisor's thread: an actor that the node cannot do without has ended.
/// @param why for the log.
using on_actor_lost = std::function<void(const std::string& why)>;

/// A node whose directory, store or relay has ended would go on to say that it is well, while all
/// requests bounce or hang. Such an actor is never made again: the process ends, and whoever
/// started it starts it anew, with all its state from the database. Ending as part of an orderly
/// stop (`user_shutdown`) is no loss.
struct supervisor_state {
  static inline const char* name = "supervisor";
  using self_pointer = supervisor_actor::stateful_pointer<supervisor_state>;

  explicit supervisor_state(self_pointer me)
      : self{me} {}

  self_pointer self;
};

supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self, on_actor_lost lost);

/// Has the actor watched from now on.
template <class Handle>
void watch(const supervisor_actor& by, const Handle& actor) {
  caf::anon_send(by, caf::actor_cast<caf::strong_actor_ptr>(actor));
}

} // namespace vestnik::actors
