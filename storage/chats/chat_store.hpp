#pragma once

#include "storage/requests/chats.hpp"
#include "storage/sql/database.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace vestnik::storage {

/// A message with its place in the chat's log.
struct placed_message {
  model::chat_id chat;
  std::uint64_t seq = 0;
  model::timestamp at{};
  const message_row* message = nullptr;
};

/// The messages of chats; what is asked of chats and written beside their logs stands in
/// requests/chats.hpp. Errors are those of `database`.
class chat_store {
public:
  explicit chat_store(database& in) noexcept
      : database_{in} {}

  model::result<void> write(std::span<const placed_message> messages);

  /// Raises marks, in a handful of statements whatever their number: people read more often than
  /// they write. What became of each, in the same order, as `mark_read` says.
  using raised = std::vector<model::result<std::uint64_t>>;
  model::result<raised> raise(std::span<const mark_read* const> marks);

private:
  database& database_;
};

} // namespace vestnik::storage
