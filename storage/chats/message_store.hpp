#pragma once

#include "storage/requests/message_changes.hpp"
#include "storage/requests/messages.hpp"
#include "storage/sql/database.hpp"

#include <cstdint>
#include <span>

namespace vestnik::storage {

/// A message with its place in the chat's log.
struct placed_message {
  model::chat_id chat;
  std::uint64_t seq = 0;
  model::timestamp at{};
  const message_row* message = nullptr;
};

/// The messages of chats; what is asked of them stands in requests/messages.hpp. Errors are those
/// of `database`.
class message_store {
public:
  explicit message_store(database& in) noexcept
      : database_{in} {}

  /// Adds them, whom they call, and what their threads come to. Only in a transaction.
  model::result<void> write(std::span<const placed_message> messages);

  enum class fate : std::uint8_t { changed, known };

  /// Changes a message, if that changes anything.
  model::result<fate> change(model::chat_id chat, const message_change& wanted);

  /// What is left to do of a change once the place of its entry is known.
  model::result<void> finish(model::chat_id chat, const message_change& wanted, std::uint64_t seq);

private:
  model::result<void> add_mentions(std::span<const placed_message> messages);
  model::result<void> add_to_thread(const placed_message& reply);

  model::result<fate> apply(model::chat_id chat, const edit_message& wanted);
  model::result<fate> apply(model::chat_id chat, const delete_message& wanted);
  model::result<fate> apply(model::chat_id chat, const add_reaction& wanted);
  model::result<fate> apply(model::chat_id chat, const remove_reaction& wanted);
  model::result<fate> apply(model::chat_id chat, const pin_message& wanted);
  model::result<fate> apply(model::chat_id chat, const unpin_message& wanted);

  database& database_;
};

} // namespace vestnik::storage
