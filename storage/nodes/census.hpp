#pragma once

#include "model/node.hpp"
#include "model/room.hpp"
#include "storage/sql/database.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vestnik::storage {

/// Who uses a database and who has which room, for an operator who looks on while servers work.
/// Only reads. Used by one thread. Errors beyond those named are those of `database`.
class census {
public:
  explicit census(database& in) noexcept
      : database_{in} {}

  /// The newest life of a node.
  struct member {
    std::string name;
    /// Where other nodes reach it: `host:port`.
    std::string address;
    model::node_state state = model::node_state::joining;
    /// How long its lease still runs, by the database's clock; negative: since when it does not.
    std::chrono::milliseconds lease{};
    /// Names of those whose vote against it counts, or once did.
    std::vector<std::string> suspected_by;
    /// Rooms that this life has taken and that nobody has taken since.
    std::uint64_t rooms = 0;
    model::node_id life{};
  };
  /// By name; without those who have been dead for more than a day. Reads the whole table of rooms
  /// for their numbers.
  model::result<std::vector<member>> members() const;

  /// A room, as its row says.
  struct room {
    std::uint64_t last_seq = 0;
    /// The oldest event that is kept; last_seq + 1 if there is none.
    std::uint64_t first_seq = 1;
    /// The id of its log.
    std::string log;
    /// How often it was taken; zero: never.
    std::uint64_t token = 0;
    /// The name of whoever took it last.
    std::string owner;
    /// The life that has it; zero: one alone, or it was released.
    model::node_id owner_life{};
  };
  /// Empty if there is no such room.
  model::result<std::optional<room>> find(model::room_name name) const;

private:
  database& database_;
};

} // namespace vestnik::storage
