#include "model/event.hpp"

#include "model/enumeration.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace vestnik::model {

namespace {

constexpr bool is_kind(event_kind kind) {
  switch (kind) {
  case event_kind::chat_created:
  case event_kind::message_created:
  case event_kind::chat_added:
  case event_kind::mailbox_added:
  case event_kind::mail_received:
  case event_kind::mail_quarantined:
  case event_kind::mailbox_reset:
  case event_kind::object_changed:
  case event_kind::mailbox_state:
  case event_kind::chat_read:
  case event_kind::chat_typing:
  case event_kind::message_edited:
  case event_kind::message_deleted:
  case event_kind::reaction_changed:
  case event_kind::pin_changed:
  case event_kind::members_added:
  case event_kind::member_removed:
  case event_kind::role_changed:
  case event_kind::chat_changed:
  case event_kind::chat_removed:
  case event_kind::chat_settings:
  case event_kind::chat_counters:
  case event_kind::thread_counters:
    return true;
  }
  return false;
}
static_assert(has_a_row_for_each(event_table, &event_traits::kind, is_kind));

constexpr durability durability_of_number(event_kind kind) {
  return static_cast<std::uint8_t>(kind) < 128 ? durability::durable : durability::ephemeral;
}

// Nodes that do not know a kind, and logs, have its number only.
static_assert(std::ranges::all_of(event_table, [](const event_traits& row) {
  return row.log == durability_of_number(row.kind);
}));

constexpr event_traits unknown_durable{
    {}, "unknown", durability::durable, delivery_policy::never_drop, audience::clients};
constexpr event_traits unknown_ephemeral{
    {}, "unknown", durability::ephemeral, delivery_policy::never_drop, audience::clients};

} // namespace

const event_traits& traits_of(event_kind kind) noexcept {
  const auto* row = std::find_if(event_table.begin(), event_table.end(),
                                 [kind](const auto& candidate) { return candidate.kind == kind; });
  if (row != event_table.end())
    return *row;
  return durability_of_number(kind) == durability::durable ? unknown_durable : unknown_ephemeral;
}

user_id leaver_of(const event& last) {
  if (last.kind != event_kind::member_removed)
    return {};
  boost::system::error_code failure;
  const auto data = boost::json::parse(last.data, failure);
  const auto* object = failure ? nullptr : data.if_object();
  const auto* user = object == nullptr ? nullptr : object->if_contains("user");
  const auto* text = user == nullptr ? nullptr : user->if_string();
  const auto id = parse_id(text == nullptr ? std::string_view{} : std::string_view{*text}, "user");
  return {id ? *id : 0};
}

} // namespace vestnik::model
