#include "actors/messenger/chat.hpp"

#include "actors/messenger/wire_json.hpp"
#include "actors/runtime/error.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

caf::error no_such_chat() { return to_caf({model::ec::not_found, "no such chat", "chat"}); }

} // namespace

storage::chat_member* chat_state::member(model::user_id user) {
  const auto found = std::ranges::find(members, user, &storage::chat_member::user);
  return found == members.end() ? nullptr : &*found;
}

caf::result<model::json_text> chat_state::run(const model::command& what) {
  if (room->failure())
    return room->failure();
  auto* who = member(what.caller);
  if (who == nullptr)
    return no_such_chat();
  if (const auto* message = std::get_if<model::send_message>(&what.body))
    return send(what, *message);
  if (const auto* mark_to = std::get_if<model::mark_read>(&what.body))
    return mark(*who, *mark_to);
  if (std::holds_alternative<model::typing>(what.body))
    return tell_typing(what.caller);
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
      {{std::move(entry)}, {}},
      [promise](std::span<const storage::append::outcome> outcomes) mutable {
        promise.deliver(
            model::json_text{fmt::format("{{\"seq\":{},{}", outcomes.front().seq,
                                         std::string_view{outcomes.front().result}.substr(1))});
      },
      passing_to(promise));
  return promise;
}

caf::result<model::json_text> chat_state::mark(storage::chat_member& who,
                                               const model::mark_read& body) {
  const auto wanted = std::min(body.seq, room->log().head());
  if (wanted <= who.read_seq)
    return model::json_text{fmt::format(R"({{"seq":{}}})", who.read_seq)};
  auto promise = self->make_response_promise<model::json_text>();
  const storage::mark_read order{model::chat_id{room->log().room().id}, room->log().token(),
                                 who.user, wanted};
  self->request(room->database().writer, caf::infinite, order)
      .then(
          [this, promise, user = who.user](std::uint64_t seq) mutable {
            member(user)->read_seq = seq;
            room->publish_ephemeral(
                model::event_kind::chat_read,
                fmt::format(R"({{"user":"{}","seq":{}}})", model::to_string(user), seq),
                user.value);
            promise.deliver(model::json_text{fmt::format(R"({{"seq":{}}})", seq)});
          },
          passing_to(promise));
  return promise;
}

caf::result<model::json_text> chat_state::tell_typing(model::user_id who) {
  room->publish_ephemeral(model::event_kind::chat_typing,
                          fmt::format(R"({{"user":"{}"}})", model::to_string(who)));
  return model::json_text{"{}"};
}

caf::result<room_joined> chat_state::join(const room_join& who) {
  if (room->failure())
    return room->failure();
  if (member(who.user) == nullptr)
    return to_caf({model::ec::not_found, "no such room", "rooms"});
  auto joined = room->log().position_of(who);
  json::object marks;
  for (const auto& each : members)
    marks.emplace(model::to_string(each.user), each.read_seq);
  joined.state = json::serialize(json::object{{"read", std::move(marks)}});
  return joined;
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
  state.room =
      std::make_unique<room_owner>(self, model::room_of(id), std::move(database), settings);
  state.ids = std::move(ids);
  state.limits = limits;
  // A chat that does not exist is found out by a read, before anything is written.
  self->request(state.room->database().reader_for(id.value), caf::infinite,
                storage::members_of_chat{id})
      .await(
          [self](const std::vector<storage::chat_member>& members) {
            self->state.members = members;
            self->state.room->activate();
          },
          [self](const caf::error& why) { self->state.room->fail(why); });
  return {
      [self](const model::command& what) { return self->state.run(what); },
      [self](const room_join& who) { return self->state.join(who); },
      [self](const room_follow&) { return self->state.room->follow(); },
      [self](const room_unfollow&) { self->state.room->unfollow(); },
      [self](const room_read& what) { return self->state.room->read(what); },
      [](const room_notice&) {
        // Nothing is told to chats yet: members come with the next features.
      },
      [](atom::wake) {
        // Being loaded is all.
      },
      [self](atom::rest) { return self->state.room->now(); },
      [self](atom::end) { self->state.room->end(); },
      [self](atom::hand_over) -> caf::result<std::monostate> {
        auto done = self->make_response_promise<std::monostate>();
        self->state.room->hand_over(done);
        return done;
      },
      [self](atom::flush) { self->state.room->flush(); },
  };
}

} // namespace vestnik::actors
