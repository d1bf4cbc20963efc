#include "actors/messenger/user.hpp"

#include "actors/messenger/wire_json.hpp"
#include "actors/runtime/error.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

/// Answers a request for a list with `{"KEY": [ … ]}`.
template <class Item, class Self, class Query>
caf::result<model::json_text> list(Self self, const store& database, std::string_view key,
                                   Query query, std::int64_t subject) {
  auto promise = self->template make_response_promise<model::json_text>();
  self->request(database.reader_for(subject), caf::infinite, std::move(query))
      .then(
          [promise, key](const std::vector<Item>& items) mutable {
            promise.deliver(model::json_text{json::serialize(list_of(key, items))});
          },
          passing_to(promise));
  return promise;
}

/// What the sealed text is for (storage/secrets/secret_box.hpp).
constexpr std::string_view imap_password = "imap";

json::object wrapped(std::string_view key, json::object what) {
  json::object out;
  out.emplace(key, std::move(what));
  return out;
}

} // namespace

caf::result<model::json_text> user_state::run(const model::command& what) {
  if (room->failure())
    return room->failure();
  if (what.caller != user)
    return to_caf({model::ec::not_found, "no such room"});
  if (std::holds_alternative<model::list_chats>(what.body))
    return list_chats();
  if (const auto* body = std::get_if<model::search_people>(&what.body))
    return search(*body);
  if (const auto* body = std::get_if<model::open_dialog>(&what.body))
    return open_dialog(*body);
  if (std::holds_alternative<model::list_mail_accounts>(what.body))
    return list_accounts();
  if (const auto* body = std::get_if<model::add_mail_account>(&what.body))
    return add_account(what, *body);
  return to_caf({model::ec::unknown_action, "a user's room does not do this"});
}

caf::result<model::json_text> user_state::list_chats() {
  return list<storage::chat_summary>(self, room->database(), "chats",
                                     storage::chats_of_user{user, {}}, user.value);
}

caf::result<model::json_text> user_state::search(const model::search_people& what) {
  return list<storage::person>(self, room->database(), "people",
                               storage::people_by_prefix{user, what.prefix}, user.value);
}

caf::result<model::json_text> user_state::list_accounts() {
  return list<storage::mail_account>(self, room->database(), "accounts",
                                     storage::mail_accounts_of_user{user}, user.value);
}

caf::result<model::json_text> user_state::open_dialog(const model::open_dialog& what) {
  auto promise = self->make_response_promise<model::json_text>();
  const storage::open_dialog order{model::chat_id{ids->next()}, user, what.peer, model::now()};
  self->request(room->database().writer, caf::infinite, order)
      .then(
          [this, promise, peer = what.peer](const storage::open_dialog::dialog& dialog) {
            if (dialog.from == storage::open_dialog::origin::made) {
              on_chat_opened(dialog.chat);
              self->send(directory,
                         room_notice{model::room_of(peer), room_notice::chat_opened{dialog.chat}});
            }
            self->request(room->database().reader_for(user.value), caf::infinite,
                          storage::chats_of_user{user, dialog.chat})
                .then(
                    [promise](const std::vector<storage::chat_summary>& chats) mutable {
                      promise.deliver(
                          model::json_text{json::serialize(wrapped("chat", to_wire(chats.at(0))))});
                    },
                    passing_to(promise));
          },
          passing_to(promise));
  return promise;
}

caf::result<model::json_text> user_state::add_account(const model::command& what,
                                                      const model::add_mail_account& body) {
  auto promise = self->make_response_promise<model::json_text>();
  fetch_order order;
  order.server = body.server;
  order.password = body.password;
  self->request(probe(), caf::infinite, std::move(order))
      .then([this, what, promise](std::monostate) mutable { keep_account(what, promise); },
            passing_to(promise));
  return promise;
}

void user_state::keep_account(const model::command& what, caf::response_promise promise) {
  const auto& body = std::get<model::add_mail_account>(what.body);
  storage::create_mail_account order;
  order.id = model::account_id{ids->next()};
  order.owner = user;
  order.op = what.op;
  order.address = body.address;
  order.server = body.server;
  order.sealed_password = secrets->seal(body.password, order.id, imap_password);
  order.at = model::now();
  self->request(room->database().writer, caf::infinite, order)
      .then(
          [this, order, promise](model::account_id kept) mutable {
            const storage::mail_account account{kept, user, order.address, order.server};
            const auto data = json::serialize(wrapped("account", to_wire(account)));
            if (kept == order.id) {
              tell(model::event_kind::mailbox_added, data);
              self->send(directory, atom::wake::value, model::room_of(kept));
            }
            promise.deliver(model::json_text{data});
          },
          passing_to(promise));
}

void user_state::tell(model::event_kind kind, std::string data) {
  storage::log_entry entry;
  entry.kind = kind;
  entry.at = model::now();
  entry.data = std::move(data);
  room->append(
      {{std::move(entry)}, {}}, [](const auto&) {},
      [](const caf::error&) {
        // What happened is stored; only the notice of it is lost, and lists show it.
      });
}

void user_state::on_chat_opened(model::chat_id chat) {
  self->request(room->database().reader_for(user.value), caf::infinite,
                storage::chats_of_user{user, chat})
      .then(
          [this](const std::vector<storage::chat_summary>& chats) {
            for (const auto& one : chats)
              tell(model::event_kind::chat_added, json::serialize(wrapped("chat", to_wire(one))));
          },
          [](const caf::error&) {
            // As in `tell`.
          });
}

caf::result<std::monostate> user_state::attach(const session_attach& what) {
  if (sockets.size() >= settings.sockets)
    return to_caf({model::ec::too_many,
                   fmt::format("at most {} connections per person", settings.sockets),
                   {},
                   std::chrono::seconds{10}});
  // The long-lived side watches the short-lived one (caf-notes 33).
  const auto socket = caf::actor_cast<caf::actor>(what.socket);
  self->monitor(socket);
  sockets.push_back(socket.address());
  return std::monostate{};
}

user_actor::behavior_type user(user_actor::stateful_pointer<user_state> self, model::user_id id,
                               store database, directory_actor directory,
                               std::shared_ptr<model::id_generator> ids,
                               std::shared_ptr<const storage::secret_box> secrets,
                               probe_factory probe, room_settings room, user_settings settings) {
  auto& state = self->state;
  state.user = id;
  state.room = std::make_unique<room_owner>(self, model::room_of(id), std::move(database), room);
  state.directory = std::move(directory);
  state.ids = std::move(ids);
  state.secrets = std::move(secrets);
  state.probe = std::move(probe);
  state.settings = settings;
  self->set_down_handler(
      [self](const caf::down_msg& down) { std::erase(self->state.sockets, down.source); });
  state.room->activate();
  return {
      [self](const model::command& what) { return self->state.run(what); },
      [self](const room_join& join) -> caf::result<room_joined> {
        if (self->state.room->failure())
          return self->state.room->failure();
        if (join.user != self->state.user)
          return to_caf({model::ec::not_found, "no such room", "rooms"});
        return self->state.room->join(join);
      },
      [self](const room_follow&) { return self->state.room->follow(); },
      [self](const room_unfollow&) { self->state.room->unfollow(); },
      [self](const room_read& what) { return self->state.room->read(what); },
      [self](const room_notice& what) {
        self->state.on_chat_opened(std::get<room_notice::chat_opened>(what.what).chat);
      },
      [](atom::wake) {
        // Being loaded is all.
      },
      [self](atom::rest) {
        return self->state.sockets.empty() ? self->state.room->now() : activity::busy;
      },
      [self](atom::end) { self->state.room->end(); },
      [self](atom::hand_over) -> caf::result<std::monostate> {
        auto done = self->make_response_promise<std::monostate>();
        self->state.room->hand_over(done);
        return done;
      },
      [self](atom::flush) { self->state.room->flush(); },
      [self](const session_attach& what) { return self->state.attach(what); },
  };
}

} // namespace vestnik::actors
