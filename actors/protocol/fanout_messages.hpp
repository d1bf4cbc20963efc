#pragma once

#include "actors/protocol/room_messages.hpp"
#include "model/values/id.hpp"
#include "net/websocket/frame.hpp"
#include "net/websocket/outbox.hpp"

#include <cstdint>
#include <memory>
#include <variant>

// What the relay and the fan-outs of one node say to each other and to themselves. Who hears what
// is in actors.hpp.

namespace vestnik::actors {

/// An event, encoded once. From the relay to the fan-outs of its node, as many as one
/// turn has brought.
struct delivery {
  model::room_name room;
  /// 0 for ephemeral events.
  std::uint64_t seq = 0;
  net::frame_ptr frame;
  /// Whose last event of the room it is; zero: nobody's.
  model::user_id leaves{};
};

/// From the relay to its fan-outs: the room has another owner, and this newest seq.
struct room_moved {
  model::room_name room;
  std::uint64_t head = 0;
};

/// From the relay to its fan-outs: the room cannot be followed any longer.
struct room_lost {
  model::room_name room;
};

/// To the relay: a room's owner was lost or goes; another attempt to follow the next one.
struct relay_retry {
  model::room_name room;
  /// Its number, from 1 on.
  int attempt = 0;
};

/// A connection of this io thread gets a room's events after `from`.
struct fanout_join {
  model::room_name room;
  std::uint64_t from = 0;
  std::shared_ptr<net::outbox> out;
  /// Whose connection it is, and the newest event of the room when its owner allowed it: a later
  /// one may be the last that this person hears. Zero: whoever decides that for themselves.
  model::user_id user{};
  std::uint64_t allowed_at = 0;
};

struct fanout_leave {
  model::room_name room;
  std::shared_ptr<net::outbox> out;
};

/// INTERNAL of a fan-out: a question without an answer is asked again, when the room may have an
/// owner.
struct fanout_retry {
  std::variant<room_follow, room_read> question;
  /// The number of the attempt that comes now.
  int attempt = 0;
};

/// INTERNAL of a fan-out: the queue of a connection that is catching up is flushed.
struct fanout_flushed {
  std::shared_ptr<net::outbox> out;
};

/// The connection has ended: leaves all its rooms.
struct fanout_forget {
  std::shared_ptr<net::outbox> out;
};

} // namespace vestnik::actors
