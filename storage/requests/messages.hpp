#pragma once

#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/people.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

class database;

/// Whose words a message has. Stored as a number: append only.
enum class message_kind : std::uint8_t {
  text = 0,
  /// A line of the room itself: who came, who left, what it is called now.
  system = 1,
  /// Somebody else's message, brought here.
  forwarded = 2,
};

/// Whom a message calls beside those whom it names. Stored as a number: append only.
enum class message_call : std::uint8_t { named = 0, everybody = 1 };

/// The row of a chat message that goes with its log entry.
struct message_row {
  model::message_id id;
  model::user_id author;
  std::string text = {};
  message_kind kind = message_kind::text;
  /// `seq` of the message that it answers; 0: none.
  std::uint64_t reply_to = 0;
  /// `seq` of the message that its thread began with; 0: it stands in the room itself.
  std::uint64_t thread = 0;
  std::vector<model::user_id> mentions = {};
  message_call calls = message_call::named;
  /// JSON object of a line of the room, or where a message was brought from; empty if neither.
  std::string details = {};
};

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

/// What a message shows of the thread that it began.
struct thread_summary {
  std::uint32_t replies = 0;
  std::uint64_t last_seq = 0;
  model::timestamp last_at{};
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
  std::uint64_t thread = 0;
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

/// How often a message may be changed.
inline constexpr std::uint32_t most_versions = 100;

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

/// How many messages of one chat may be pinned.
inline constexpr std::uint32_t most_pinned = 100;

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

// -- what an entry changes ---------------------------------------------------------------
//
// Each is done in the transaction of the entry that tells of it, and only if something changes: an
// entry of what is so already is `known`, and is not written.

/// Another text; the one before is kept as a version. Known: the text is the same, or the message
/// was deleted.
struct edit_message {
  std::uint64_t seq = 0;
  std::string text;
  std::vector<model::user_id> mentions;
  message_call calls = message_call::named;
  model::timestamp at{};
};

/// The text goes for good, here, in its versions and in the log; a tombstone stays.
struct delete_message {
  std::uint64_t seq = 0;
  model::user_id by;
  model::timestamp at{};
};

struct add_reaction {
  std::uint64_t seq = 0;
  model::user_id by;
  std::string emoji;
  model::timestamp at{};
};

struct remove_reaction {
  std::uint64_t seq = 0;
  model::user_id by;
  std::string emoji;
};

struct pin_message {
  std::uint64_t seq = 0;
  model::user_id by;
  model::timestamp at{};
};

struct unpin_message {
  std::uint64_t seq = 0;
};

using message_change = std::variant<edit_message, delete_message, add_reaction, remove_reaction,
                                    pin_message, unpin_message>;

} // namespace vestnik::storage
