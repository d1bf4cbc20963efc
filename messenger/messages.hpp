#pragma once

#include "messenger/roles.hpp"
#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <chrono>
#include <cstdint>

namespace vestnik::messenger {

/// What the rules need to know of a message.
struct message_facts {
  model::user_id author;
  model::timestamp sent_at{};
  enum class state : std::uint8_t { present, deleted } is = state::present;
  /// A forwarded message has another's words.
  enum class origin : std::uint8_t { written, forwarded, system } from = origin::written;
};

/// Who wants to change a message, and when.
struct message_editor {
  model::user_id user;
  model::chat_role role = model::chat_role::member;
  model::timestamp at{};
};

/// Whether the text may be changed: by its author, while they may write here, for `limit` after it
/// was sent (zero: always). Errors: `forbidden`; `not_found` for a message that was deleted.
[[nodiscard]] model::result<void> check_edit(const chat_rules& rules, const message_editor& editor,
                                             const message_facts& message,
                                             std::chrono::seconds limit);

/// Whether the message may be deleted for everybody: by its author at any time, and by who may
/// delete what others wrote. To delete it again succeeds. Errors: `forbidden`.
[[nodiscard]] model::result<void>
check_deletion(const chat_rules& rules, const message_editor& editor, const message_facts& message);

} // namespace vestnik::messenger
