#include "model/event.hpp"

#include <doctest/doctest.h>
#include <tuple>

namespace vestnik::model::event_tests {

TEST_SUITE_BEGIN("model/event");

using namespace vestnik::model;

TEST_CASE("kinds keep the number and the name that logs and clients know") {
  const std::tuple<event_kind, int, const char*> table[] = {
      {event_kind::chat_created, 1, "chat.created"},
      {event_kind::message_created, 2, "message.created"},
      {event_kind::chat_added, 3, "chat.added"},
      {event_kind::mailbox_added, 4, "mailbox.added"},
      {event_kind::mail_received, 5, "mail.received"},
      {event_kind::mail_quarantined, 6, "mail.quarantined"},
      {event_kind::mailbox_reset, 7, "mailbox.reset"},
      {event_kind::object_changed, 8, "object.changed"},
      {event_kind::mailbox_state, 128, "mailbox.state"},
      {event_kind::chat_read, 129, "chat.read"},
      {event_kind::chat_typing, 130, "chat.typing"},
  };
  for (const auto& [kind, number, name] : table) {
    CHECK(static_cast<int>(kind) == number);
    CHECK(to_string(kind) == name);
    CHECK(is_durable(kind) == (number < 128));
    CHECK((policy_of(kind) == delivery_policy::never_drop) == is_durable(kind));
  }
  CHECK(to_string(static_cast<event_kind>(99)) == "unknown");
}

TEST_CASE("clients are told of everything but the objects of models, which mounts show") {
  CHECK(is_told_to_clients(event_kind::message_created));
  CHECK(is_told_to_clients(event_kind::chat_typing));
  CHECK_FALSE(is_told_to_clients(event_kind::object_changed));
}

TEST_SUITE_END();

} // namespace vestnik::model::event_tests
