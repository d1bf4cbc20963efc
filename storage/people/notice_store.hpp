#pragma once

#include "storage/requests/notices.hpp"
#include "storage/sql/database.hpp"

#include <cstdint>
#include <span>

namespace vestnik::storage {

/// The notices (requests/notices.hpp). Errors are those of `database`.
class notice_store {
public:
  explicit notice_store(database& in) noexcept
      : database_{in} {}

  /// These people are to be told of the room, also if they were not told of it before. Only in a
  /// transaction.
  model::result<void> note(std::span<const model::user_id> people, model::room_name about,
                           model::timestamp at);

  enum class fate : std::uint8_t { removed, told_before };
  /// The person is told in this transaction.
  model::result<fate> remove(model::user_id person, const told_notice& notice);

private:
  database& database_;
};

} // namespace vestnik::storage
