#pragma once

#include "model/commands/description.hpp"

#include <cstdint>
#include <tuple>

// To chat:ID as well: what was said there.

namespace vestnik::model {

/// Messages of the room itself or of a thread, at most `limit`: those with `seq` below `before` (0:
/// the newest), newest first; or, if `after` is not 0, those above it, the oldest first.
struct read_history {
  static constexpr command_traits traits{"chats.history"};

  std::uint64_t before = 0;
  std::uint64_t after = 0;
  std::uint64_t thread = 0;
  std::uint32_t limit = 50;

  static constexpr auto fields = std::tuple{
      optional_field("before", &read_history::before, any_seq),
      optional_field("after", &read_history::after, any_seq),
      optional_field("thread", &read_history::thread, any_seq),
      optional_field("limit", &read_history::limit, page_size),
  };
};

/// The texts that a message had before it was edited, the oldest first.
struct read_versions {
  static constexpr command_traits traits{"chats.versions"};

  std::uint64_t seq = 0;

  static constexpr auto fields = std::tuple{field("seq", &read_versions::seq, any_seq)};
};

/// Who has reacted to a message.
struct read_reactions {
  static constexpr command_traits traits{"chats.reactions"};

  std::uint64_t seq = 0;

  static constexpr auto fields = std::tuple{field("seq", &read_reactions::seq, any_seq)};
};

/// The messages that are pinned, the last one first.
struct read_pinned {
  static constexpr command_traits traits{"chats.pinned"};
};

} // namespace vestnik::model
