#include "model/event.hpp"

namespace vestnik::model {

std::string_view to_string(event_kind kind) noexcept {
  switch (kind) {
  case event_kind::chat_created:
    return "chat.created";
  case event_kind::message_created:
    return "message.created";
  case event_kind::chat_added:
    return "chat.added";
  case event_kind::mailbox_added:
    return "mailbox.added";
  case event_kind::mail_received:
    return "mail.received";
  case event_kind::mail_quarantined:
    return "mail.quarantined";
  case event_kind::mailbox_reset:
    return "mailbox.reset";
  case event_kind::object_changed:
    return "object.changed";
  case event_kind::mailbox_state:
    return "mailbox.state";
  case event_kind::chat_read:
    return "chat.read";
  case event_kind::chat_typing:
    return "chat.typing";
  }
  return "unknown";
}

} // namespace vestnik::model
