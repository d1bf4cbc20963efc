#pragma once

#include "model/room.hpp"

#include <caf/actor_clock.hpp>

#include <unordered_map>

namespace vestnik::actors {

/// The rooms that one person has asked for and that were not found, for some seconds each: so long
/// they cost no question. Of one connection, since a room that one person asked for too early may
/// be there for everybody else.
class missing_rooms {
public:
  using time_point = caf::actor_clock::time_point;

  void note(model::room_name room, time_point now);
  [[nodiscard]] bool contains(model::room_name room, time_point now);

private:
  /// Until when that is believed.
  std::unordered_map<model::room_name, time_point> until_;
};

} // namespace vestnik::actors
