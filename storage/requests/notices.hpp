#pragma once

#include "model/error.hpp"
#include "model/room.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <cstdint>
#include <vector>

namespace vestnik::storage {

class database;

// A notice says that something has become of a person's room, a chat or a mailbox: they have it, or
// have it no longer, and the log of `user:ID` does not tell of it yet. It is written with the
// cause, and removed with the entry that tells how it stands: whatever is lost in between, the
// person is told, and once.

/// The row of a notice that goes with the entry that tells of it, in the log of `user:ID`.
struct told_notice {
  model::room_name about;
  /// Of the notice that is told: one that was noted anew meanwhile stays.
  model::timestamp noted_at{};
};

/// The rooms that a person is still to be told of, the oldest first; at most 100.
struct notices_of_user {
  using result_type = std::vector<told_notice>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::user_id user;
};

/// People who are to be told something that was noted before that time; at most 1,000 notices are
/// looked at.
struct people_with_notices {
  using result_type = std::vector<model::user_id>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::timestamp before{};
};

} // namespace vestnik::storage
