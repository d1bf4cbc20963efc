#pragma once

#include "storage/requests/read.hpp"
#include "storage/requests/write.hpp"
#include "storage/sql/database.hpp"

#include <chrono>
#include <variant>

namespace vestnik::storage {

/// Which node has a room, and which had it before. Errors beyond those named are those of
/// `database`.
class room_ownership {
public:
  explicit room_ownership(database& in) noexcept
      : database_{in} {}

  /// Errors: `not_found`; `stale_token` for a node that has not joined or is dead.
  model::result<activate_room::position> activate(const activate_room& what);
  model::result<std::monostate> release(const release_room& what);

  model::result<std::chrono::milliseconds> find(const fetch_clearance& what);

private:
  database& database_;
};

} // namespace vestnik::storage
