#pragma once

#include "model/command.hpp"
#include "model/event.hpp"
#include "net/frame.hpp"
#include "net/outbox.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

// What actors say to and about rooms. Who hears what is in actors.hpp.

namespace vestnik::actors {

using event_ptr = std::shared_ptr<const model::event>;

/// A user wants to follow a room from a position on.
struct room_join {
  model::user_id user;
  model::room_name room;
  /// The last `seq` the client has, in the log with this id (empty: not said).
  std::uint64_t seq = 0;
  std::string log;
};

/// The owner's answer to `room_join`: allowed, and what will follow.
struct room_joined {
  std::uint64_t seq = 0;
  std::string log;
  /// Events after this one will follow.
  std::uint64_t from = 0;
  /// Whether the client's position was in this log.
  enum class position : std::uint8_t { known, foreign } client = position::known;
  /// `data` of the newest ephemeral event; empty if there is none.
  std::string state;
};

/// A stretch of a room's log: entries with seq in (after, up_to], at most `limit`.
struct room_read {
  model::room_name room;
  std::uint64_t after = 0;
  std::uint64_t up_to = 0;
  std::uint32_t limit = 0;
};

/// In order, from `room_read::after` + 1 on, without a gap.
struct room_page {
  std::vector<event_ptr> events;
};

/// A node wants all events of a room from now on; answered with the room's newest seq.
struct room_follow {
  model::room_name room;
};

struct room_unfollow {
  model::room_name room;
};

/// Something that one room's owner tells another room.
struct room_notice {
  /// To user:ID: the user has become a member of this chat.
  struct chat_opened {
    model::chat_id chat;
  };
  model::room_name room;
  std::variant<chat_opened> what;
};

/// From a room's owner to the relay of each node that follows the room.
struct publication {
  event_ptr event;
};

/// From the relay to the fan-outs of its node: an event, encoded once.
struct delivery {
  model::room_name room;
  /// 0 for ephemeral events.
  std::uint64_t seq = 0;
  net::frame_ptr frame;
};

/// A connection of this io thread gets a room's events after `from`.
struct fanout_join {
  model::room_name room;
  std::uint64_t from = 0;
  std::shared_ptr<net::outbox> out;
};

struct fanout_leave {
  model::room_name room;
  std::shared_ptr<net::outbox> out;
};

/// INTERNAL: the queue of a connection that is catching up has drained.
struct fanout_drained {
  model::room_name room;
  std::shared_ptr<net::outbox> out;
};

/// The connection has ended: leaves all its rooms.
struct fanout_forget {
  std::shared_ptr<net::outbox> out;
};

} // namespace vestnik::actors
