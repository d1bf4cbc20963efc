#include "actors/chat.hpp"

#include "actors/wire_json.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

caf::error no_such_chat() { return to_caf({model::ec::not_found, "no such chat", "chat"}); }

} // namespace

bool chat_state::has_member(model::user_id user) const {
  return std::ranges::find(members, user) != members.end();
}

caf::result<model::json_text> chat_state::run(const model::command& what) {
  if (room->failure())
    return room->failure();
  if (!has_member(what.caller))
    return no_such_chat();
  if (const auto* message = std::get_if<model::send_message>(&what.body))
    return send(what, *message);
  if (const auto* page = std::get_if<model::read_history>(&what.body))
    return history(*page);
  return to_caf({model::ec::unknown_action, "a chat does not do this"});
}

caf::result<model::json_text> chat_state::send(const model::command& what,
                                               const model::send_message& body) {
  if (body.text.empty() || body.text.size() > limits.text)
    return to_caf({model::ec::invalid,
                   fmt::format("a message has 1 to {} bytes of text", limits.text), "text"});
  const model::message_id id{ids->next()};
  const auto at = model::now();
  const auto id_text = model::to_string(id);
  storage::log_entry entry;
  entry.kind = model::event_kind::message_created;
  entry.at = at;
  entry.author = what.caller;
  entry.op = what.op;
  entry.data = json::serialize(json::object{{"id", id_text},
                                            {"author", model::to_string(what.caller)},
                                            {"text", body.text},
                                            {"op", what.op}});
  entry.result = json::serialize(json::object{{"id", id_text}, {"at", model::to_rfc3339(at)}});
  entry.rows = storage::message_row{id, what.caller, body.text};

  auto promise = self->make_response_promise<model::json_text>();
  room->append(
      room->log().appending({std::move(entry)}),
      [promise](const storage::append::result_type& outcomes) mutable {
        promise.deliver(
            model::json_text{fmt::format("{{\"seq\":{},{}", outcomes.front().seq,
                                         std::string_view{outcomes.front().result}.substr(1))});
      },
      passing_to(promise));
  return promise;
}

caf::result<model::json_text> chat_state::history(const model::read_history& body) {
  // One more than asked for tells whether there are more.
  const auto limit = std::clamp<std::uint32_t>(body.limit, 1, limits.page);
  const model::chat_id id{room->log().room().id};
  auto promise = self->make_response_promise<model::json_text>();
  self->request(room->database().reader_for(id.value), caf::infinite,
                storage::chat_history{id, body.before, limit + 1})
      .then(
          [promise, limit](const std::vector<storage::chat_message>& found) mutable {
            auto messages = found;
            const bool more = messages.size() > limit;
            if (more)
              messages.pop_back();
            auto data = list_of("messages", messages);
            data["more"] = more;
            promise.deliver(model::json_text{json::serialize(data)});
          },
          passing_to(promise));
  return promise;
}

room_actor::behavior_type chat(room_actor::stateful_pointer<chat_state> self, model::chat_id id,
                               store database, std::shared_ptr<model::id_generator> ids,
                               room_settings settings, chat_limits limits) {
  auto& state = self->state;
  state.room = std::make_unique<room_owner<chat_state::self_pointer>>(
      self, model::room_of(id), std::move(database), settings);
  state.ids = std::move(ids);
  state.limits = limits;
  // A chat that does not exist is found out by a read, before anything is written.
  self->request(state.room->database().reader_for(id.value), caf::infinite,
                storage::members_of_chat{id})
      .await(
          [self](const std::vector<model::user_id>& members) {
            self->state.members = members;
            self->state.room->activate([] {});
          },
          [self](const caf::error& why) { self->state.room->fail(why); });
  return {
      [self](const model::command& what) { return self->state.run(what); },
      [self](const room_join& join) -> caf::result<room_joined> {
        if (self->state.room->failure())
          return self->state.room->failure();
        if (!self->state.has_member(join.user))
          return to_caf({model::ec::not_found, "no such room", "rooms"});
        return self->state.room->log().position_of(join);
      },
      [self](const room_follow&) { return self->state.room->follow(); },
      [self](const room_unfollow&) { self->state.room->unfollow(); },
      [self](const room_read& what) { return self->state.room->read(what); },
      [](const room_notice&) {
        // Nothing is told to chats yet: members come with the next features.
      },
      [](atom::wake) {
        // Being loaded is all.
      },
      [self](atom::end) { self->quit(self->state.room->failure()); },
  };
}

} // namespace vestnik::actors
