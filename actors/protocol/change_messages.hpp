#pragma once

#include "consumers/ports/change.hpp"
#include "model/room.hpp"
#include "model/table.hpp"
#include "net/websocket/frame.hpp"

#include <caf/actor_control_block.hpp>

#include <cstdint>
#include <memory>
#include <string>

// The messages of sessions and the change hub of their io thread; actors.hpp has their receivers.

namespace vestnik::actors {

/// A session gets the changes of a table's objects from the answer on.
struct changes_follow {
  /// Outlives the program's actors.
  const model::table_description* table = nullptr;
  /// A `session_actor`.
  caf::strong_actor_ptr session;
};

/// Nobody in a session follows the table any longer.
struct changes_leave {
  model::room_name room;
  caf::actor_id session = 0;
};

/// To each session that follows: all on the thread share it.
struct model_changed {
  model::room_name room;
  std::shared_ptr<const consumers::change> change;
};

/// The connection is closed, since something it follows can be followed no longer.
struct changes_lost {
  std::uint16_t code = 0;
  std::string reason;
};

/// INTERNAL of a change hub: an event of a table's room.
struct table_event {
  model::room_name room;
  /// The number of the outbox that it came through.
  std::uint64_t outbox = 0;
  net::frame_ptr frame;
};

/// INTERNAL of a change hub: the room cannot be followed any longer.
struct table_lost {
  model::room_name room;
  std::uint64_t outbox = 0;
  changes_lost why;
};

} // namespace vestnik::actors
