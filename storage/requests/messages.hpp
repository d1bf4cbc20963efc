#pragma once

#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/message_row.hpp"
#include "storage/requests/people.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::storage {

class database;

/// How often people have reacted in one way.
struct reaction_tally {
  std::string emoji;
  std::uint32_t count = 0;
  /// Whether the reader has.
  bool mine = false;
};

/// The beginning of a message that another one answers.
struct quoted_message {
  std::uint64_t seq = 0;
  model::user_id author;
  /// `chat_preview` characters, and one more if it has more; empty if it was deleted.
  std::string text;
  model::timestamp deleted_at{};
};

/// One message of a chat, as one of its members sees it.
struct chat_message {
  model::message_id id;
  std::uint64_t seq = 0;
  model::user_id author;
  std::string text;
  model::timestamp at{};
  message_kind kind = message_kind::text;
  /// The epoch: it never was.
  model::timestamp edited_at{};
  /// The epoch: it is there. Else `text` and `details` are empty.
  model::timestamp deleted_at{};
  model::user_id deleted_by{};
  /// As of `message_row`.
  std::uint64_t thread = 0;
  std::uint64_t branch = 0;
  std::string details = {};
  /// Empty or one.
  std::vector<quoted_message> reply_to = {};
  std::vector<thread_summary> replies = {};
  std::vector<reaction_tally> reactions = {};
  /// Whether it calls the reader, by name or with everybody.
  bool calls_me = false;
};

/// Characters of a message that lists of chats and quotations show.
inline constexpr std::uint32_t chat_preview = 200;
/// How often a message may be changed, and how many of a chat may be pinned.
inline constexpr std::uint32_t most_versions = 100;
inline constexpr std::uint32_t most_pinned = 100;

/// Messages of the room itself, or of one of its threads.
struct chat_history {
  using result_type = std::vector<chat_message>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
  /// Only below this seq; 0: from the newest. Newest first.
  std::uint64_t before = 0;
  std::uint32_t limit = 50;
  model::user_id reader{};
  /// If not 0: only above this seq, the oldest first, and `before` counts for nothing.
  std::uint64_t after = 0;
  /// `seq` of the first message of a thread; 0: the room itself.
  std::uint64_t thread = 0;
};

/// What rules and later changes need to know of a message. Errors: `not_found` on `seq`.
struct message_by_seq {
  struct facts {
    model::message_id id;
    model::user_id author;
    model::timestamp at{};
    message_kind kind = message_kind::text;
    std::uint32_t edits = 0;
    model::timestamp deleted_at{};
    std::uint64_t thread = 0;
    std::uint64_t branch = 0;
    std::string text;
    std::string details;
    /// Kinds of reactions that it has.
    std::vector<reaction_tally> reactions;
  };
  using result_type = facts;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
  std::uint64_t seq = 0;
  model::user_id reader{};
};

/// The texts that a message had before, the oldest first; at most `most_versions`.
struct versions_of_message {
  struct version {
    std::string text;
    model::timestamp replaced_at{};
  };
  using result_type = std::vector<version>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
  std::uint64_t seq = 0;
};

/// Messages that are pinned in a chat, the last one pinned first; at most `most_pinned`.
struct pinned_in_chat {
  struct pin {
    quoted_message message;
    model::user_id by;
    model::timestamp at{};
  };
  using result_type = std::vector<pin>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
};

/// Who has reacted to a message, in the order of their reactions.
struct reactions_to_message {
  struct reaction {
    person by;
    std::string emoji;
    model::timestamp at{};
  };
  using result_type = std::vector<reaction>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
  std::uint64_t seq = 0;
  std::uint32_t limit = 200;
};

} // namespace vestnik::storage
