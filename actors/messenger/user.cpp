#include "actors/messenger/user.hpp"

#include "actors/mail/mail_wire.hpp"
#include "actors/messenger/chat_wire.hpp"
#include "actors/rooms/no_such_room.hpp"
#include "actors/rooms/read_answer.hpp"
#include "actors/rooms/room_behavior.hpp"
#include "actors/runtime/ask.hpp"
#include "model/values/clock.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

/// The purpose of the sealed text (storage/secrets/secret_box.hpp).
constexpr std::string_view imap_password = "imap";

/// A place between pages: the id of the last item of a page; zero for the first page.
model::result<std::int64_t> parse_cursor(std::string_view text, std::string_view field) {
  if (text.empty())
    return std::int64_t{0};
  auto id = model::parse_id(text, field);
  if (!id)
    return model::error{model::ec::invalid,
                        fmt::format("{} must be the cursor of the previous page", field),
                        std::string{field}};
  return id;
}

/// What fails then stays noted, or the list of chats has it.
void nothing_lost(const caf::error&) {}

template <class Item>
std::string cursor_behind(const std::vector<Item>& page) {
  return page.empty() ? std::string{} : to_string(page.back().id);
}

} // namespace

caf::result<model::json_text> user_state::run(const model::command& command) {
  if (command.caller != user)
    return no_such_room(command);
  return run_command<model::user_command>(*this, command);
}

caf::result<room_joined> user_state::join(const room_join& request) const {
  if (request.user != user)
    return no_such_room(request);
  return room->join(request);
}

caf::result<model::json_text> user_state::answer(const model::command&,
                                                 const model::list_chats& body) {
  const auto before = parse_cursor(body.before, "before");
  if (!before)
    return to_caf(before.error());
  const auto limit = std::clamp<std::uint32_t>(body.limit, 1, model::page_size.most);
  return answer_from(room->database().reader_for(user.value), self,
                     storage::chats_of_user{user, {}, {*before}, limit + 1},
                     [limit](std::vector<storage::chat_summary> chats) {
                       const auto more = cut_to_page(chats, limit, to_wire);
                       const auto cursor = cursor_behind(chats);
                       std::ranges::sort(chats, std::greater{}, [](const auto& chat) {
                         return std::pair{chat.active_at, chat.id};
                       });
                       auto page = list_of("chats", chats, to_wire);
                       page["cursor"] = cursor;
                       page["more"] = more;
                       return page;
                     });
}

caf::result<model::json_text> user_state::answer(const model::command&,
                                                 const model::search_people& body) {
  return answer_from(room->database().reader_for(user.value), self,
                     storage::people_by_prefix{user, body.prefix},
                     [](const std::vector<storage::person>& people) {
                       return list_of("people", people, to_wire);
                     });
}

caf::result<model::json_text> user_state::answer(const model::command&,
                                                 const model::list_mail_accounts& body) {
  const auto after = parse_cursor(body.after, "after");
  if (!after)
    return to_caf(after.error());
  const auto limit = std::clamp<std::uint32_t>(body.limit, 1, model::page_size.most);
  return answer_from(room->database().reader_for(user.value), self,
                     storage::mail_accounts_of_user{user, {*after}, limit + 1},
                     [limit](std::vector<storage::mail_account> accounts) {
                       const auto more = cut_to_page(accounts, limit, to_wire);
                       auto page = list_of("accounts", accounts, to_wire);
                       page["cursor"] = cursor_behind(accounts);
                       page["more"] = more;
                       return page;
                     });
}

caf::result<model::json_text> user_state::answer(const model::command&,
                                                 const model::open_dialog& body) {
  typed_answer_promise<model::json_text> promise{*self};
  self->request(room->database().writer, caf::infinite,
                storage::open_dialog{model::chat_id{ids->next()}, user, body.peer, model::now()})
      .then(
          [this, promise, peer = body.peer](const storage::open_dialog::dialog& dialog) {
            if (dialog.from == storage::open_dialog::origin::made) {
              tell_notices();
              self->send(directory,
                         room_notice{model::room_of(peer), room_notice::chat_opened{dialog.chat}});
            }
            answer_with_chat(dialog.chat, promise);
          },
          passing_to(promise));
  return promise;
}

caf::result<model::json_text> user_state::answer(const model::command&, const model::open_saved&) {
  typed_answer_promise<model::json_text> promise{*self};
  self->request(room->database().writer, caf::infinite,
                storage::open_saved{model::chat_id{ids->next()}, user, model::now()})
      .then(
          [this, promise](const storage::open_dialog::dialog& saved) {
            if (saved.from == storage::open_dialog::origin::made)
              tell_notices();
            answer_with_chat(saved.chat, promise);
          },
          passing_to(promise));
  return promise;
}

caf::result<model::json_text> user_state::answer(const model::command& command,
                                                 const model::create_group& body) {
  storage::create_group order;
  order.id = model::chat_id{ids->next()};
  order.facts.kind = model::chat_kind::group;
  order.facts.title = body.title;
  order.facts.about = body.about;
  order.owner = user;
  order.members = body.members;
  std::erase(order.members, user);
  order.op = command.op;
  order.at = model::now();
  typed_answer_promise<model::json_text> promise{*self};
  self->request(room->database().writer, caf::infinite, order)
      .then(
          [this, promise, members = order.members](model::chat_id chat) {
            tell_notices();
            for (const auto member : members)
              self->send(directory,
                         room_notice{model::room_of(member), room_notice::chat_opened{chat}});
            answer_with_chat(chat, promise);
          },
          passing_to(promise));
  return promise;
}

caf::result<model::json_text> user_state::answer(const model::command& command,
                                                 const model::change_chat_settings& body) {
  typed_answer_promise<model::json_text> promise{*self};
  // First, so that of two that change different things neither takes the other's back.
  ask_first(
      *self, room->database().reader_for(user.value), storage::chats_of_user{user, body.chat},
      [this, promise, command, body](const std::vector<storage::chat_summary>& chats) mutable {
        if (chats.empty())
          return promise.deliver(to_caf({model::ec::not_found, "no such chat", "chat"}));
        auto chosen = chats.front().settings;
        if (body.muted_until)
          chosen.muted_until = model::parse_rfc3339(*body.muted_until).value_or(model::timestamp{});
        chosen.pinned = body.pinned.value_or(chosen.pinned);
        if (body.shown_in)
          chosen.archived = *body.shown_in == model::change_chat_settings::place::archive;
        auto data = wrapped("chat", json::value(to_string(body.chat)));
        data.emplace("settings", to_wire(chosen));
        storage::log_entry entry;
        entry.kind = model::event_kind::chat_settings;
        entry.at = model::now();
        entry.author = user;
        entry.op = command.op;
        entry.data = json::serialize(data);
        entry.result = json::serialize(wrapped("settings", to_wire(chosen)));
        entry.rows = storage::chat_settings_row{body.chat, chosen};
        room->post(std::move(entry), promise);
      },
      passing_to(promise));
  return promise;
}

void user_state::answer_with_chat(model::chat_id chat,
                                  typed_answer_promise<model::json_text> promise) {
  self->request(room->database().reader_for(user.value), caf::infinite,
                storage::chats_of_user{user, chat})
      .then(
          [promise](const std::vector<storage::chat_summary>& chats) mutable {
            if (chats.empty())
              return promise.deliver(to_caf({model::ec::not_found, "no such chat", "chat"}));
            promise.deliver(
                model::json_text{json::serialize(wrapped("chat", to_wire(chats.front())))});
          },
          passing_to(promise));
}

caf::result<model::json_text> user_state::answer(const model::command& command,
                                                 const model::add_mail_account& body) {
  if (probing_ == probing::under_way)
    return to_caf({model::ec::too_many,
                   "one mailbox at a time: another one of yours is being tried",
                   {},
                   std::chrono::seconds{5}});
  if (auto allowed = guesses->check(user, body.server, self->clock().now()); !allowed)
    return to_caf(allowed.error());
  typed_answer_promise<model::json_text> promise{*self};
  fetch_order order;
  order.server = body.server;
  order.password = body.password;
  probing_ = probing::under_way;
  self->request(probe(), caf::infinite, std::move(order))
      .then(
          [this, command, promise](std::monostate) {
            probing_ = probing::idle;
            store_account(command, promise);
          },
          [this, promise, server = body.server](caf::error& why) mutable {
            probing_ = probing::idle;
            if (from_caf(why).code == model::ec::mail_refused)
              guesses->failed(user, server, self->clock().now());
            promise.deliver(std::move(why));
          });
  return promise;
}

void user_state::store_account(const model::command& command,
                               typed_answer_promise<model::json_text> promise) {
  const auto& body = std::get<model::add_mail_account>(command.body);
  storage::create_mail_account order;
  order.id = model::account_id{ids->next()};
  order.owner = user;
  order.op = command.op;
  order.address = body.address;
  order.server = body.server;
  order.sealed_password = secrets->seal(body.password, order.id, imap_password);
  order.at = model::now();
  order.most = settings.mailboxes;
  self->request(room->database().writer, caf::infinite, order)
      .then(
          [this, order, promise](model::account_id id) mutable {
            const storage::mail_account account{id, user, order.address, order.server};
            const auto data = json::serialize(wrapped("account", to_wire(account)));
            // Another id: the account of the first request with this `op`.
            if (id == order.id)
              tell_notices();
            promise.deliver(model::json_text{data});
          },
          passing_to(promise));
}

void user_state::tell_notices() {
  self->request(room->database().reader_for(user.value), caf::infinite,
                storage::notices_of_user{user})
      .then(
          [this](const std::vector<storage::told_notice>& notices) {
            for (const auto& each : notices)
              if (each.about.kind == model::room_kind::chat)
                tell_of_chat(each);
              else
                tell_of_mailbox(each);
          },
          nothing_lost);
}

void user_state::tell_of_chat(const storage::told_notice& notice) {
  const model::chat_id chat{notice.about.id};
  self->request(room->database().reader_for(user.value), caf::infinite,
                storage::chats_of_user{user, chat})
      .then(
          [this, chat, notice](const std::vector<storage::chat_summary>& chats) {
            if (chats.empty())
              append_notice(notice, model::event_kind::chat_removed,
                            json::serialize(wrapped("chat", json::value(to_string(chat)))));
            else
              append_notice(notice, model::event_kind::chat_added,
                            json::serialize(wrapped("chat", to_wire(chats.front()))));
          },
          nothing_lost);
}

void user_state::tell_of_unnoted(model::chat_id chat) {
  self->request(room->database().reader_for(user.value), caf::infinite,
                storage::chats_of_user{user, chat})
      .then(
          [this, chat](const std::vector<storage::chat_summary>& chats) {
            if (chats.empty())
              return;
            storage::log_entry entry;
            entry.kind = model::event_kind::chat_added;
            entry.at = model::now();
            entry.data = json::serialize(wrapped("chat", to_wire(chats.front())));
            // It has no row by which it is known; a name does that, which no client gives.
            entry.author = user;
            entry.op = fmt::format("notice:{}", model::to_string(model::room_of(chat)));
            entry.result = R"({"told":true})";
            room->append(
                {{std::move(entry)}, {}}, [](const auto&) {}, nothing_lost);
          },
          nothing_lost);
}

void user_state::tell_of_mailbox(const storage::told_notice& notice) {
  self->request(room->database().reader_for(user.value), caf::infinite,
                storage::mail_account_by_id{model::account_id{notice.about.id}})
      .then(
          [this, notice](const storage::mail_source& source) {
            append_notice(notice, model::event_kind::mailbox_added,
                          json::serialize(wrapped("account", to_wire(source.account))));
            self->send(directory, atom::wake::value, notice.about);
          },
          nothing_lost);
}

void user_state::append_notice(const storage::told_notice& notice, model::event_kind kind,
                               std::string data) {
  storage::log_entry entry;
  entry.kind = kind;
  entry.at = model::now();
  entry.data = std::move(data);
  entry.rows = notice;
  room->append(
      {{std::move(entry)}, {}}, [](const auto&) {}, nothing_lost);
}

void user_state::hear(const room_notice& notice) {
  using enum model::event_kind;
  if (const auto* counted = std::get_if<room_notice::chat_counted>(&notice.news))
    return room->publish_ephemeral(counted->thread == 0 ? chat_counters : thread_counters,
                                   counted->data, counted->chat.value);
  const auto& opened = std::get<room_notice::chat_opened>(notice.news);
  if (opened.in_database == room_notice::chat_opened::record::noted)
    tell_notices();
  else
    tell_of_unnoted(opened.chat);
}

caf::result<std::monostate> user_state::attach(const session_attach& request) {
  const auto socket = caf::actor_cast<caf::actor>(request.socket);
  // The answer to an earlier attempt may have been lost.
  if (std::ranges::find(sockets, socket.address()) != sockets.end())
    return std::monostate{};
  if (sockets.size() >= settings.sockets)
    return to_caf({model::ec::too_many,
                   fmt::format("at most {} connections per person", settings.sockets),
                   {},
                   std::chrono::seconds{10}});
  self->monitor(socket);
  sockets.push_back(socket.address());
  return std::monostate{};
}

user_actor::behavior_type user(user_actor::stateful_pointer<user_state> self, model::user_id id,
                               store database, directory_actor directory,
                               std::shared_ptr<model::id_generator> ids,
                               std::shared_ptr<const storage::secret_box> secrets,
                               probe_factory probe, std::shared_ptr<probe_limits> guesses,
                               room_settings room, user_settings settings) {
  auto& state = self->state;
  state.user = id;
  state.room = std::make_unique<room_owner>(self, model::room_of(id), std::move(database), room);
  state.directory = std::move(directory);
  state.ids = std::move(ids);
  state.secrets = std::move(secrets);
  state.probe = std::move(probe);
  state.guesses = std::move(guesses);
  state.settings = settings;
  self->set_down_handler(
      [self](const caf::down_msg& down) { std::erase(self->state.sockets, down.source); });
  state.room->activate();
  return room_behavior(
      self, [self](const room_notice& notice) { self->state.hear(notice); },
      [self](atom::wake) { self->state.tell_notices(); },
      [self](atom::rest) {
        return self->state.sockets.empty() ? self->state.room->now() : activity::busy;
      },
      [self](const session_attach& request) { return self->state.attach(request); });
}

} // namespace vestnik::actors
