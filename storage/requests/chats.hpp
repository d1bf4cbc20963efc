#pragma once

#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/people.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::storage {

class database;

/// The row of a chat message that goes with its log entry.
struct message_row {
  model::message_id id;
  model::user_id author;
  std::string text;
};

/// One message of a chat.
struct chat_message {
  model::message_id id;
  std::uint64_t seq = 0;
  model::user_id author;
  std::string text;
  model::timestamp at{};
};

/// Characters of the last message that a list of chats shows.
inline constexpr std::uint32_t chat_preview = 200;

/// One line of a person's chat list.
struct chat_summary {
  model::chat_id id;
  /// The other member of the dialog.
  person peer;
  /// Empty or one, with the beginning of its text: `chat_preview` characters, and one more if it
  /// has more.
  std::vector<chat_message> last_message;
  /// Of the last message, else of the chat's making.
  model::timestamp active_at{};
};

/// Those that were made last first.
struct chats_of_user {
  using result_type = std::vector<chat_summary>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::user_id user;
  /// Only this chat; zero: all.
  model::chat_id only{};
  /// Of all, only those below this id; zero: from the newest.
  model::chat_id before{};
  std::uint32_t limit = 50;
};

struct chat_member {
  model::user_id user;
  /// How far they have read.
  std::uint64_t read_seq = 0;
};

/// Errors: `not_found` when the chat does not exist.
struct members_of_chat {
  using result_type = std::vector<chat_member>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
};

/// Newest first.
struct chat_history {
  using result_type = std::vector<chat_message>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
  /// Only below this seq; 0: from the newest.
  std::uint64_t before = 0;
  std::uint32_t limit = 50;
};

/// The dialog of two people: the one that they have, or a new one with its members, its room,
/// the room's first entry `chat.created`, and a notice for both. Two who open it at the same time
/// get one dialog. Errors: `invalid` on `user` for a dialog with oneself; `not_found` when `peer`
/// does not exist.
struct open_dialog {
  enum class origin : std::uint8_t { existing, made };
  struct dialog {
    model::chat_id chat;
    origin from = origin::existing;
  };
  using result_type = dialog;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  /// The id to give if it is made.
  model::chat_id candidate;
  model::user_id caller;
  model::user_id peer;
  model::timestamp at{};
};

/// How far a member has read: state of the member, without a place in the log. The highest
/// mark counts and is returned. Errors: `not_found`; `stale_token`, and `unavailable` on `room`, as
/// of `append`.
struct mark_read {
  using result_type = std::uint64_t;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::chat_id chat;
  std::uint64_t token = 0;
  model::user_id user;
  std::uint64_t seq = 0;
};

} // namespace vestnik::storage
