#pragma once

#include "model/commands/description.hpp"
#include "model/values/id.hpp"

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

// To chat:ID as well: its threads, and what is brought there from other chats.

namespace vestnik::model {

/// Whether the caller counts what is new in a thread. The newest wish counts, so it needs no `op`.
struct follow_thread {
  static constexpr command_traits traits{"chats.follow"};

  std::uint64_t thread = 0;
  enum class action : std::uint8_t { follow, unfollow } does = action::follow;

  static constexpr words<action, 2> actions{
      {{"follow", action::follow}, {"unfollow", action::unfollow}}};
  static constexpr auto fields = std::tuple{
      field("thread", &follow_thread::thread, any_seq),
      field("do", &follow_thread::does, actions),
  };
};

/// The messages that began threads, page by page: first the thread whose last message is the
/// newest.
struct list_threads {
  static constexpr command_traits traits{"chats.threads"};

  /// Only threads whose last message is below this seq; 0: from the newest.
  std::uint64_t before = 0;
  std::uint32_t limit = 50;

  static constexpr auto fields = std::tuple{
      optional_field("before", &list_threads::before, any_seq),
      optional_field("limit", &list_threads::limit, page_size),
  };
};

/// Messages that may be forwarded by one request.
inline constexpr std::size_t most_forwarded = 100;

/// Brings messages of another chat, or of this one, here, in the order of their places. Errors:
/// `not_found` on `from` for who may not see it, on `seqs` for a message that is not there.
struct forward_messages {
  static constexpr command_traits traits{"chats.forward", effect::writes};

  chat_id from;
  std::vector<std::uint64_t> seqs;

  static constexpr auto fields = std::tuple{
      field("from", &forward_messages::from),
      field("seqs", &forward_messages::seqs, seq_list_rule{1, most_forwarded}),
  };
};

} // namespace vestnik::model
