#pragma once

#include "model/values/json.hpp"
#include "storage/requests/rooms.hpp"

#include <fmt/format.h>

#include <string_view>

namespace vestnik::actors {

/// The answer to a client's write: its result, and the `seq` of its entry; 0 if nothing was to be
/// changed.
[[nodiscard]] inline model::json_text to_answer(const storage::append::outcome& outcome) {
  return model::json_text{
      fmt::format("{{\"seq\":{},{}", outcome.seq, std::string_view{outcome.result}.substr(1))};
}

} // namespace vestnik::actors
