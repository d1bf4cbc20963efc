#include "actors/runtime/supervisor.hpp"

#include <caf/actor_system.hpp>
#include <caf/exit_reason.hpp>
#include <caf/system_messages.hpp>
#include <fmt/format.h>

#include <utility>

namespace vestnik::actors {

supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self, on_actor_lost lost) {
  self->set_down_handler([self, lost = std::move(lost)](const caf::down_msg& down) {
    if (down.reason != caf::exit_reason::user_shutdown)
      lost(fmt::format("an actor that this node cannot do without has ended: {}",
                       self->system().render(down.reason)));
  });
  return {[self](const caf::strong_actor_ptr& actor) { self->monitor(actor); }};
}

} // namespace vestnik::actors
