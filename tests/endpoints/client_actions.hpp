#pragma once

#include "model/command.hpp"

#include <boost/mp11/algorithm.hpp>

#include <set>
#include <string>

namespace vestnik::endpoints {

/// What clients can ask of `/ws`, as `chats.send`: those of the stream `rooms`, and every command
/// that clients may send.
[[nodiscard]] inline std::set<std::string> client_actions() {
  std::set<std::string> actions{"rooms.ping", "rooms.subscribe", "rooms.unsubscribe"};
  boost::mp11::mp_for_each<model::command_body>([&actions](const auto& command) {
    if (command.traits.by != model::sender::consumer)
      actions.emplace(command.traits.name);
  });
  return actions;
}

} // namespace vestnik::endpoints
