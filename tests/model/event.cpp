#include "model/event.hpp"

#include <doctest/doctest.h>
#include <iterator>
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
      {event_kind::message_edited, 9, "message.edited"},
      {event_kind::message_deleted, 10, "message.deleted"},
      {event_kind::reaction_changed, 11, "reaction.changed"},
      {event_kind::pin_changed, 12, "pin.changed"},
      {event_kind::members_added, 13, "members.added"},
      {event_kind::member_removed, 14, "member.removed"},
      {event_kind::role_changed, 15, "role.changed"},
      {event_kind::chat_changed, 16, "chat.changed"},
      {event_kind::chat_removed, 17, "chat.removed"},
      {event_kind::chat_settings, 18, "chat.settings"},
      {event_kind::mailbox_state, 128, "mailbox.state"},
      {event_kind::chat_read, 129, "chat.read"},
      {event_kind::chat_typing, 130, "chat.typing"},
      {event_kind::chat_counters, 131, "chat.counters"},
      {event_kind::thread_counters, 132, "thread.counters"},
  };
  CHECK(std::size(table) == event_table.size());
  for (const auto& [kind, number, name] : table) {
    CHECK(static_cast<int>(kind) == number);
    CHECK(traits_of(kind).name == name);
    CHECK((traits_of(kind).log == durability::durable) == (number < 128));
    CHECK((traits_of(kind).policy == delivery_policy::never_drop) == (number < 128));
  }
}

TEST_CASE("a kind of a newer version is unknown and never dropped, and ephemeral from 128 up") {
  for (const int number : {0, 99, 127, 133, 255}) {
    const auto& traits = traits_of(static_cast<event_kind>(number));
    CHECK(traits.name == "unknown");
    CHECK(traits.policy == delivery_policy::never_drop);
    CHECK((traits.log == durability::durable) == (number < 128));
  }
}

TEST_CASE("clients are told of everything but the objects of models, which mounts show") {
  for (const auto& row : event_table)
    CHECK((row.heard_by == audience::clients) == (row.kind != event_kind::object_changed));
}

TEST_CASE("the event that tells of a removal is the last for whom it names") {
  const auto leaver = [](event_kind kind, const char* data) {
    event last;
    last.kind = kind;
    last.data = data;
    return leaver_of(last);
  };
  using enum event_kind;
  CHECK(leaver(member_removed, R"({"user":"7","by":"1"})") == user_id{7});
  CHECK_FALSE(leaver(message_created, R"({"user":"7"})"));
  for (const auto* data : {"{}", "[]", "x", R"({"user":7})", R"({"user":"x"})"})
    CHECK_FALSE(leaver(member_removed, data));
}

TEST_SUITE_END();

} // namespace vestnik::model::event_tests
