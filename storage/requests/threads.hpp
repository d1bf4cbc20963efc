#pragma once

#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/messages.hpp"

#include <cstdint>
#include <vector>

namespace vestnik::storage {

class database;

/// What a thread is for one member: state of theirs, without a place in the log. Errors:
/// `not_found` on `thread` for what began none and cannot; `stale_token`, and `unavailable` on
/// `room`, as of `append`.
struct mark_thread {
  struct counters {
    thread_summary::reading is = thread_summary::reading::none;
    /// As in `thread_summary`; 0 for who does not follow it.
    std::uint64_t read_seq = 0;
    std::uint32_t unread = 0;
    /// The newest event that they take into account.
    std::uint64_t seq = 0;

    friend bool operator==(const counters&, const counters&) = default;
  };
  using result_type = counters;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  enum class action : std::uint8_t {
    /// The highest mark counts; who does not follow the thread has none.
    read,
    /// From `seq` on; who follows it already keeps their mark.
    follow,
    unfollow,
  };

  model::chat_id chat;
  std::uint64_t token = 0;
  model::user_id user;
  std::uint64_t root = 0;
  action does = action::read;
  std::uint64_t seq = 0;
};

/// The messages that began the threads of a chat, first the one whose last answer is the newest.
struct threads_of_chat {
  using result_type = std::vector<chat_message>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
  model::user_id reader;
  /// Only those whose last answer is below this seq; 0: from the newest.
  std::uint64_t before = 0;
  std::uint32_t limit = 50;
};

} // namespace vestnik::storage
