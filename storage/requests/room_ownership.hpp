#pragma once

#include "model/error.hpp"
#include "model/node.hpp"
#include "model/room.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

class database;

/// Why a write to a room was not made: somebody else has locked its row, as an owner before does
/// until its last transaction has ended. The same may succeed later; the database is there.
[[nodiscard]] inline model::error locked_by_another(model::room_name room) {
  return {model::ec::unavailable, to_string(room) + " is locked by another at this moment", "room",
          std::chrono::milliseconds{200}};
}
[[nodiscard]] inline bool is_locked_by_another(const model::error& why) noexcept {
  return why.code == model::ec::unavailable && why.field == "room";
}

/// Takes a room over: from now on only the returned token may append, so that an owner who was
/// replaced and does not know it writes nothing. Errors: `not_found`; `stale_token` when `node`
/// has not joined or is dead; `unavailable` on `room` as `locked_by_another`.
struct activate_room {
  struct position {
    std::uint64_t token = 0;
    std::uint64_t last_seq = 0;
    /// Random id of the log, renewed when a backup is restored: who resumes in another log than
    /// theirs reads anew.
    std::string log;
    /// The oldest entry that is kept; last_seq + 1 if there is none.
    std::uint64_t first_seq = 1;
  };
  using result_type = position;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::room_name room;
  /// Name of the node that takes it.
  std::string owner;
  /// Its life; zero: one that is alone and needs no row.
  model::node_id node{};
};

/// A node has stopped what it did with a room outside of the database: nobody needs to wait
/// for its lease. What it has taken anew since stays taken, and the token stays as it is. Succeeds
/// without effect for a room that the node did not have. Errors: `unavailable` on `room` as
/// `locked_by_another`.
struct release_room {
  using result_type = std::monostate;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::room_name room;
  model::node_id node;
  /// The newest that it had while it did so.
  std::uint64_t token = 0;
};

/// The mailboxes that a node has or had before, and has not released.
struct unreleased_mailboxes {
  struct tenure {
    model::room_name room;
    /// Of whoever has it now.
    std::uint64_t token = 0;
  };
  using result_type = std::vector<tenure>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::node_id node;
};

/// How long, by the database's clock, the lease still runs of the node that had a room before
/// `node` took it: work that no token protects, like fetching mail, waits so long. Zero if
/// nobody had it, if the room was released, or if the lease has ended. Of several nodes that had a
/// mailbox it is the first whose lease runs: the others have waited for that one as well.
/// Errors: `stale_token` if `node` has the room no longer: it is not the one that is waited for.
struct fetch_clearance {
  using result_type = std::chrono::milliseconds;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::room_name room;
  model::node_id node;
};

} // namespace vestnik::storage
