#pragma once

#include "model/command.hpp"

#include <cluster/protocol/envelope.pb.h>
#include <optional>

// Requests to a room's owner on their way between nodes.

namespace vestnik::cluster {

void put(const model::room_name& room, wire::Room& to);
/// Nothing if the kind is unknown here.
[[nodiscard]] std::optional<model::room_name> get(const wire::Room& from);

void put(const model::command& what, wire::Command& to);
/// Nothing if something in it is unknown here.
[[nodiscard]] std::optional<model::command> get(const wire::Command& from);

} // namespace vestnik::cluster
