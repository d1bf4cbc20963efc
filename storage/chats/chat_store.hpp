#pragma once

#include "storage/requests/read.hpp"
#include "storage/requests/write.hpp"
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

/// Chats, their members and their messages. Errors beyond those named are those of
/// `database`.
class chat_store {
public:
  explicit chat_store(database& in) noexcept
      : database_{in} {}

  /// The dialog of the two with its members, without the room. Of two that make it at
  /// the same time one makes it and the other finds it, by the unique key.
  /// Errors: `invalid` on `user` for a dialog with oneself, `not_found`.
  model::result<open_dialog::opened> open(const open_dialog& what);

  model::result<void> write(std::span<const placed_message> messages);

  /// Returns the mark in force. Errors: `not_found` for who is not a member.
  model::result<std::uint64_t> mark(const mark_read& what);

  model::result<std::vector<chat_summary>> find(const chats_of_user& what);
  /// Errors: `not_found`.
  model::result<std::vector<chat_member>> find(const members_of_chat& what);
  model::result<std::vector<chat_message>> find(const chat_history& what);

private:
  database& database_;
};

} // namespace vestnik::storage
