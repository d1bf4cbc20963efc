#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/permission.hpp"
#include "consumers/dispatch/handler.hpp"
#include "consumers/groups/group_name.hpp"
#include "consumers/ports/group_layer.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::consumers {

/// Many rooms on one socket: `join`, `leave` and `send` with `room`. All are left when the
/// connection ends. What is sent to a room reaches its members as
/// `{"event": "message", "room": …, "data": …}`. The permission is asked at
/// `stage::subscribe` for each room that somebody wants to join, as its `subject`.
class room_consumer {
public:
  struct options {
    /// `{room}` and the path's captures are filled in; a room is one of this mount alone.
    group_name group = "room_{room}";
    /// Of one connection.
    std::size_t most_rooms = 100;
    access_rule permission = signed_in();

    [[nodiscard]] std::optional<model::error> problem(const std::vector<capture>& captures) const;
  };

  room_consumer(connection& at, const options& chosen)
      : at_{at}
      , chosen_{chosen} {}

  [[nodiscard]] static handler_list<room_consumer> handlers();
  [[nodiscard]] static std::vector<event_description> events();

  void join(arg<"room"> room);
  void leave(arg<"room"> room);
  void send(arg<"room"> room, arg<"data", const boost::json::value*> data);

private:
  [[nodiscard]] std::string group_of(std::string_view room) const;

  connection& at_;
  const options& chosen_;
  std::map<std::string, membership, std::less<>> rooms_;
};

} // namespace vestnik::consumers
