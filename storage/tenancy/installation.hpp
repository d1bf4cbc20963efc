#pragma once

#include "storage/sql/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::storage {

/// What is true of the database as a whole: the key with which its secrets are sealed, and when a
/// server used it last. Used by one thread at a time. Errors beyond those named are those of
/// `database`.
class installation {
public:
  explicit installation(database& in) noexcept
      : database_{in} {}

  /// The id of the master key; empty if no server has noted one.
  model::result<std::string> master_key();

  /// Notes the id of the key, unless there is one. Errors: `conflict` on `secrets.key-file` if
  /// another key is noted.
  model::result<void> note_key(std::string_view id);

  /// Whether `note_key` would take it; notes nothing.
  model::result<void> check_key(std::string_view id);

  /// Forgets the key, so that the next one is noted. What it has sealed stays sealed.
  model::result<void> forget_key();

  /// When a server used the database last, by the database's clock; 1970 before the first.
  model::result<model::timestamp> used_at();

  /// Notes that a server uses it now. Returns a time that is later than all before, also when the
  /// clock was set back.
  model::result<model::timestamp> use();

  /// All logs get another id, and it is noted that a server uses the database now: clients that
  /// come back with the former id read anew (docs/wire/rooms.md, `reset`). For a database in which
  /// events are gone that clients have seen, while no room is loaded.
  model::result<model::timestamp> renew_logs();

  /// Whether the database is as a server left it.
  enum class finding : std::uint8_t { as_left, restored };
  struct beginning {
    finding found;
    /// When it was used last, and when now.
    model::timestamp left;
    model::timestamp used;
  };
  /// What `use` does, but a database that was used last before `marked` gets `renew_logs`. Of
  /// several who begin at once the first does so.
  model::result<beginning> begin_use(std::optional<model::timestamp> marked);

private:
  database& database_;
};

} // namespace vestnik::storage
