#pragma once

#include "model/commands/description.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <variant>

// To chat:ID, by its members.

namespace vestnik::model {

/// Appends a message.
struct send_message {
  static constexpr command_traits traits{"chats.send", effect::writes};

  /// The chat knows how long it may be (`limits.message-text`).
  std::string text;

  static constexpr auto fields = std::tuple{field("text", &send_message::text, not_empty)};
};

/// The caller has read up to `seq`; the highest mark counts, so it needs no `op`.
struct mark_read {
  static constexpr command_traits traits{"chats.read"};

  std::uint64_t seq = 0;

  static constexpr auto fields = std::tuple{field("seq", &mark_read::seq, any_seq)};
};

/// The caller is writing; others may be shown so for some seconds.
struct typing {
  static constexpr command_traits traits{"chats.typing"};
};

/// Messages with `seq` below `before` (0: the newest), at most `limit`, newest first.
struct read_history {
  static constexpr command_traits traits{"chats.history"};

  std::uint64_t before = 0;
  std::uint32_t limit = 50;

  static constexpr auto fields = std::tuple{
      optional_field("before", &read_history::before, any_seq),
      optional_field("limit", &read_history::limit, page_size),
  };
};

using chat_command = std::variant<send_message, mark_read, typing, read_history>;

} // namespace vestnik::model
