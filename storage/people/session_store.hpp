#pragma once

#include "storage/requests/read.hpp"
#include "storage/requests/write.hpp"
#include "storage/sql/database.hpp"

#include <cstddef>
#include <variant>
#include <vector>

namespace vestnik::storage {

/// Who is signed in, and their tickets. Errors beyond those named are those of `database`.
class session_store {
public:
  explicit session_store(database& in) noexcept
      : database_{in} {}

  model::result<std::monostate> create(const create_session& what);
  /// Also of a session that does not exist.
  model::result<std::monostate> end(const end_session& what);
  model::result<std::monostate> create(const create_ticket& what);
  /// Errors: `unauthenticated`.
  model::result<model::identity> spend(const spend_ticket& what);

  /// Removes at most `limit` sessions that ended before `now`; returns how many.
  model::result<std::size_t> purge(model::timestamp now, std::size_t limit);
  /// The same of tickets.
  model::result<std::size_t> purge_tickets(model::timestamp now, std::size_t limit);

  /// Errors: `unauthenticated`.
  model::result<model::identity> find(const session_by_token& what);
  model::result<std::vector<model::session_id>> find(const ended_sessions& what);

private:
  database& database_;
};

} // namespace vestnik::storage
