#pragma once

#include "actors/protocol/messages.hpp"

#include <caf/error.hpp>

namespace vestnik::actors {

/// What whoever asks for a room hears that is not there for them: the same whether it belongs to
/// others or does not exist, so that nobody learns which.
[[nodiscard]] caf::error no_such_room(const model::command& command);
[[nodiscard]] caf::error no_such_room(const room_join& request);

} // namespace vestnik::actors
