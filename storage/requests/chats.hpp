#pragma once

#include "model/commands/chat_role.hpp"
#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/messages.hpp"
#include "storage/requests/people.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::storage {

class database;

/// What a chat is for all of its members.
struct chat_facts {
  model::chat_kind kind = model::chat_kind::dialog;
  /// Of groups; else empty.
  std::string title = {};
  std::string about = {};
  /// The lowest roles that may write, and add people.
  model::chat_role writers = model::chat_role::guest;
  model::chat_role inviters = model::chat_role::member;

  friend bool operator==(const chat_facts&, const chat_facts&) = default;
};

/// What a chat is for one of its members.
struct chat_settings {
  /// Silent until then; the epoch: not.
  model::timestamp muted_until{};
  /// Its place among the pinned ones, the least first; 0: not pinned.
  std::uint64_t pinned = 0;
  bool archived = false;

  friend bool operator==(const chat_settings&, const chat_settings&) = default;
};

/// Unread messages, or mentions, that are counted at most.
inline constexpr std::uint32_t most_unread = 100;

/// One line of a person's chat list.
struct chat_summary {
  model::chat_id id;
  /// The other member of a dialog; else nobody.
  person peer;
  /// Empty or one, with the beginning of its text: `chat_preview` characters, and one more if it
  /// has more. Never one that was deleted, nor one of a thread.
  std::vector<chat_message> last_message = {};
  /// Of the last message, else of the chat's making.
  model::timestamp active_at{};
  chat_facts facts = {};
  std::uint32_t members = 2;
  model::chat_role role = model::chat_role::member;
  chat_settings settings = {};
  /// The newest event of the room: what is counted here is true up to it.
  std::uint64_t seq = 0;
  std::uint64_t read_seq = 0;
  /// Messages of others in the room itself behind `read_seq`; at most `most_unread`.
  std::uint32_t unread = 0;
  /// Of those, the ones that call the person.
  std::uint32_t mentions = 0;
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

/// A person's own chat: the one that they have, or a new one, made as a dialog is.
struct open_saved {
  using result_type = open_dialog::dialog;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::chat_id candidate;
  model::user_id owner;
  model::timestamp at{};
};

/// A group with its first members, its room, the room's first entry `chat.created`, and a notice
/// for each. A repeated `op` returns the first group. Errors: `not_found` on `members` for somebody
/// who does not exist; `conflict` for an `op` that made something else.
struct create_group {
  using result_type = model::chat_id;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::chat_id id;
  chat_facts facts;
  model::user_id owner;
  /// Without the owner, each once.
  std::vector<model::user_id> members;
  std::string op;
  model::timestamp at{};
};

/// How far a member has read: state of the member, without a place in the log. The highest
/// mark counts. Errors: `not_found`; `stale_token`, and `unavailable` on `room`, as of `append`.
struct mark_read {
  struct counters {
    std::uint64_t read_seq = 0;
    /// As in `chat_summary`.
    std::uint32_t unread = 0;
    std::uint32_t mentions = 0;
    /// The newest event that they take into account.
    std::uint64_t seq = 0;

    friend bool operator==(const counters&, const counters&) = default;
  };
  using result_type = counters;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::chat_id chat;
  std::uint64_t token = 0;
  model::user_id user;
  std::uint64_t seq = 0;
  model::timestamp at{};
};

} // namespace vestnik::storage
