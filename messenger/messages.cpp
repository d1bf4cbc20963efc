#include "messenger/messages.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace vestnik::messenger {

model::result<void> check_edit(const chat_rules& rules, const message_editor& editor,
                               const message_facts& message, std::chrono::seconds limit) {
  if (auto allowed = check(rules, editor.role, right::write); !allowed)
    return allowed;
  if (message.author != editor.user || message.from != message_facts::origin::written)
    return model::error{model::ec::forbidden, "one changes only what one has written oneself"};
  if (message.is == message_facts::state::deleted)
    return model::error{model::ec::not_found, "the message was deleted"};
  if (limit.count() > 0 && editor.at - message.sent_at > limit)
    return model::error{model::ec::forbidden,
                        fmt::format("a message may be changed for {} after it was sent", limit)};
  return {};
}

model::result<void> check_deletion(const chat_rules& rules, const message_editor& editor,
                                   const message_facts& message) {
  if (message.from == message_facts::origin::system)
    return model::error{model::ec::forbidden, "what the room itself says stays"};
  if (message.author == editor.user)
    return check(rules, editor.role, right::read);
  return check(rules, editor.role, right::delete_messages_of_others);
}

} // namespace vestnik::messenger
