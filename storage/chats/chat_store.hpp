#pragma once

#include "storage/requests/chat_members.hpp"
#include "storage/requests/chats.hpp"
#include "storage/sql/database.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace vestnik::storage {

/// Who is in a chat, and what it is; what is asked of chats and written beside their logs stands in
/// requests/chats.hpp. Errors are those of `database`.
class chat_store {
public:
  explicit chat_store(database& in) noexcept
      : database_{in} {}

  enum class fate : std::uint8_t { changed, known };

  /// Changes the chat, if that changes anything. Only in a transaction.
  model::result<fate> change(model::chat_id chat, const membership_change& wanted);

  /// Changes what a chat is for one member, if that changes anything. Only in a transaction.
  model::result<fate> change(model::user_id user, const chat_settings_row& wanted);

  /// What is left to do of a change once the place of its entry is known.
  model::result<void> finish(model::chat_id chat, const membership_change& wanted,
                             std::uint64_t seq);

  /// Raises marks, in a handful of statements whatever their number: people read more often than
  /// they write. What became of each, in the same order, as `mark_read` says.
  using raised = std::vector<model::result<mark_read::counters>>;
  model::result<raised> raise(std::span<const mark_read* const> marks);

private:
  model::result<fate> apply(model::chat_id chat, const add_members& wanted);
  model::result<fate> apply(model::chat_id chat, const remove_member& wanted);
  model::result<fate> apply(model::chat_id chat, const change_role& wanted);
  model::result<fate> apply(model::chat_id chat, const change_facts& wanted);

  database& database_;
};

} // namespace vestnik::storage
