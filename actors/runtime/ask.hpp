#pragma once

#include <caf/behavior.hpp>
#include <caf/message_id.hpp>
#include <caf/scheduled_actor.hpp>

#include <utility>

// `send` and `request(…).then(…)` for code that owners of several types share. CAF has
// them only for the concrete type of an actor, which would make that code a template.

namespace vestnik::actors {

/// As `self->send(whom, message)`.
template <class Handle, class Message>
void tell(caf::scheduled_actor& self, const Handle& whom, Message message) {
  whom->eq_impl(caf::make_message_id(), self.ctrl(), self.context(), std::move(message));
}

/// As `self->request(whom, infinite, message).then(then, otherwise)`. Use it inside a
/// process only, since an answer that never comes is waited for.
template <class Handle, class Message, class Then, class Otherwise>
void ask(caf::scheduled_actor& self, const Handle& whom, Message message, Then then,
         Otherwise otherwise) {
  const auto id = self.new_request_id(caf::message_priority::normal);
  whom->eq_impl(id, self.ctrl(), self.context(), std::move(message));
  self.add_multiplexed_response_handler(id.response_id(),
                                        caf::behavior{std::move(then), std::move(otherwise)});
}

/// Whether a request of the actor is not answered yet. CAF shows that to an actor's own
/// class only.
inline bool awaits_answers(const caf::scheduled_actor& self) {
  struct reader : caf::scheduled_actor {
    static bool is_waiting(const caf::scheduled_actor& actor) {
      return !(actor.*(&reader::multiplexed_responses_)).empty();
    }
  };
  return reader::is_waiting(self);
}

/// As `ask`, but whatever else arrives waits in the inbox until the answer is there.
template <class Handle, class Message, class Then, class Otherwise>
void ask_first(caf::scheduled_actor& self, const Handle& whom, Message message, Then then,
               Otherwise otherwise) {
  const auto id = self.new_request_id(caf::message_priority::normal);
  whom->eq_impl(id, self.ctrl(), self.context(), std::move(message));
  self.add_awaited_response_handler(id.response_id(),
                                    caf::behavior{std::move(then), std::move(otherwise)});
}

} // namespace vestnik::actors
