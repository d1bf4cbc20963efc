#include "cluster/protocol/command_coding.hpp"

#include <utility>
#include <variant>

namespace vestnik::cluster {

namespace {

void put(const model::list_chats&, wire::Command& to) { to.mutable_list_chats(); }
void put(const model::search_people& what, wire::Command& to) { to.set_search_people(what.prefix); }
void put(const model::open_dialog& what, wire::Command& to) { to.set_open_dialog(what.peer.value); }
void put(const model::list_mail_accounts&, wire::Command& to) { to.mutable_list_mail_accounts(); }
void put(const model::add_mail_account& what, wire::Command& to) {
  auto& add = *to.mutable_add_mail_account();
  add.set_address(what.address);
  add.set_host(what.server.host);
  add.set_port(what.server.port);
  add.set_security(static_cast<std::uint32_t>(what.server.security));
  add.set_user(what.server.user);
  add.set_password(what.password.reveal());
}
void put(const model::send_message& what, wire::Command& to) { to.set_send_message(what.text); }
void put(const model::mark_read& what, wire::Command& to) { to.set_mark_read(what.seq); }
void put(const model::typing&, wire::Command& to) { to.mutable_typing(); }
void put(const model::read_history& what, wire::Command& to) {
  to.mutable_read_history()->set_before(what.before);
  to.mutable_read_history()->set_limit(what.limit);
}
void put(const model::list_mails& what, wire::Command& to) {
  to.mutable_list_mails()->set_before(what.before);
  to.mutable_list_mails()->set_limit(what.limit);
}
void put(const model::read_mail& what, wire::Command& to) { to.set_read_mail(what.mail.value); }
void put(const model::find_object& what, wire::Command& to) { to.set_find_object(what.key.text); }
void put(const model::list_objects& what, wire::Command& to) {
  auto& list = *to.mutable_list_objects();
  list.set_equal(what.equal.text);
  list.set_after(what.after.text);
  list.set_offset(what.offset);
  list.set_limit(what.limit);
}
void put(const model::change_objects& what, wire::Command& to) {
  auto& all = *to.mutable_change_objects();
  for (const auto& one : what.changes) {
    auto& change = *all.add_changes();
    change.set_kind(static_cast<std::uint32_t>(one.what));
    change.set_key(one.key.text);
    change.set_fields(one.fields.text);
  }
}

std::optional<model::command_body> get(const wire::AddMailAccount& from) {
  if (from.security() < static_cast<std::uint32_t>(model::mail_security::tls) ||
      from.security() > static_cast<std::uint32_t>(model::mail_security::plain) ||
      from.port() > 65'535)
    return std::nullopt;
  return model::add_mail_account{from.address(),
                                 {from.host(), static_cast<std::uint16_t>(from.port()),
                                  static_cast<model::mail_security>(from.security()), from.user()},
                                 model::secret{from.password()}};
}

std::optional<model::command_body> get(const wire::ChangeObjects& from) {
  model::change_objects all;
  for (const auto& one : from.changes()) {
    if (one.kind() > static_cast<std::uint32_t>(model::object_change::kind::remove))
      return std::nullopt;
    all.changes.push_back(
        {static_cast<model::object_change::kind>(one.kind()), {one.key()}, {one.fields()}});
  }
  return all;
}

std::optional<model::command_body> body_of(const wire::Command& from) {
  switch (from.body_case()) {
  case wire::Command::kListChats:
    return model::list_chats{};
  case wire::Command::kSearchPeople:
    return model::search_people{from.search_people()};
  case wire::Command::kOpenDialog:
    return model::open_dialog{{from.open_dialog()}};
  case wire::Command::kListMailAccounts:
    return model::list_mail_accounts{};
  case wire::Command::kAddMailAccount:
    return get(from.add_mail_account());
  case wire::Command::kSendMessage:
    return model::send_message{from.send_message()};
  case wire::Command::kMarkRead:
    return model::mark_read{from.mark_read()};
  case wire::Command::kTyping:
    return model::typing{};
  case wire::Command::kReadHistory:
    return model::read_history{from.read_history().before(), from.read_history().limit()};
  case wire::Command::kListMails:
    return model::list_mails{from.list_mails().before(), from.list_mails().limit()};
  case wire::Command::kReadMail:
    return model::read_mail{{from.read_mail()}};
  case wire::Command::kFindObject:
    return model::find_object{{from.find_object()}};
  case wire::Command::kListObjects: {
    const auto& list = from.list_objects();
    return model::list_objects{{list.equal()}, {list.after()}, list.offset(), list.limit()};
  }
  case wire::Command::kChangeObjects:
    return get(from.change_objects());
  case wire::Command::BODY_NOT_SET:
    break;
  }
  return std::nullopt;
}

} // namespace

void put(const model::room_name& room, wire::Room& to) {
  to.set_kind(static_cast<std::uint32_t>(room.kind));
  to.set_id(room.id);
}

std::optional<model::room_name> get(const wire::Room& from) {
  if (from.kind() < static_cast<std::uint32_t>(model::room_kind::chat) ||
      from.kind() > static_cast<std::uint32_t>(model::room_kind::collection))
    return std::nullopt;
  return model::room_name{static_cast<model::room_kind>(from.kind()), from.id()};
}

void put(const model::command& what, wire::Command& to) {
  to.set_caller(what.caller.value);
  put(what.target, *to.mutable_target());
  to.set_op(what.op);
  std::visit([&](const auto& body) { put(body, to); }, what.body);
}

std::optional<model::command> get(const wire::Command& from) {
  const auto target = get(from.target());
  auto body = body_of(from);
  if (!target || !body)
    return std::nullopt;
  return model::command{{from.caller()}, *target, from.op(), std::move(*body)};
}

} // namespace vestnik::cluster
