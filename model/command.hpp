#pragma once

#include "model/commands/chat.hpp"
#include "model/commands/collection.hpp"
#include "model/commands/mailbox.hpp"
#include "model/commands/user.hpp"
#include "model/room.hpp"
#include "model/values/deadline.hpp"
#include "model/values/id.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <string>

// Everything that can be asked of a room's owner; `commands/` has each, by the room that it goes
// to. The reply to each is JSON, the `data` of docs/wire/; the owner checks who asks.
// `model/event.hpp` is the other half: everything that can be said by one.

namespace vestnik::model {

/// Any of the commands.
using command_body =
    boost::mp11::mp_append<user_command, chat_command, mailbox_command, collection_command>;

/// One request to a room's owner.
struct command {
  user_id caller;
  room_name target;
  /// Client operation id, a UUID unique per user; empty where nothing is written, and where
  /// no client asks.
  std::string op;
  command_body body;
  /// Set by whoever waits for the answer.
  deadline until = {};
};

[[nodiscard]] const command_traits& traits_of(const command_body& body) noexcept;

/// Whether the command changes something; a client that asks for it gives an `op`.
[[nodiscard]] bool is_write(const command_body& body) noexcept;

/// Whether a room that is asked by `Commands`, such as `chat_command`, knows `Command`.
template <class Command, class Commands>
inline constexpr bool is_one_of = boost::mp11::mp_contains<Commands, Command>::value;

/// The kind of room that `Command` goes to.
template <class Command>
[[nodiscard]] consteval room_kind room_kind_of() {
  if constexpr (is_one_of<Command, chat_command>)
    return room_kind::chat;
  else if constexpr (is_one_of<Command, mailbox_command>)
    return room_kind::mailbox;
  else if constexpr (is_one_of<Command, user_command>)
    return room_kind::user;
  else
    return room_kind::collection;
}

} // namespace vestnik::model
