#pragma once

#include "model/values/time.hpp"
#include "storage/sql/database.hpp"

#include <cstddef>

namespace vestnik::storage {

/// Sessions and tickets that have ended; what is asked of the others and written stands in
/// requests/sessions.hpp. Errors are those of `database`.
class session_store {
public:
  explicit session_store(database& in) noexcept
      : database_{in} {}

  /// Removes at most `limit` sessions that ended before `now`; returns how many.
  model::result<std::size_t> purge(model::timestamp now, std::size_t limit);
  /// The same of tickets.
  model::result<std::size_t> purge_tickets(model::timestamp now, std::size_t limit);

private:
  database& database_;
};

} // namespace vestnik::storage
