#include "actors/rooms/no_such_room.hpp"

#include "actors/runtime/error.hpp"

namespace vestnik::actors {

caf::error no_such_room(const model::command& command) {
  switch (command.target.kind) {
  case model::room_kind::chat:
    return to_caf({model::ec::not_found, "no such chat", "chat"});
  case model::room_kind::mailbox:
    return to_caf({model::ec::not_found, "no such mail account", "account"});
  case model::room_kind::user:
  case model::room_kind::collection:
    break;
  }
  return to_caf({model::ec::not_found, "no such room"});
}

caf::error no_such_room(const room_join&) {
  return to_caf({model::ec::not_found, "no such room", "rooms"});
}

} // namespace vestnik::actors
