#include "actors/messenger/chat.hpp"

#include "actors/messenger/chat_wire.hpp"
#include "actors/rooms/no_such_room.hpp"
#include "actors/rooms/read_answer.hpp"
#include "actors/rooms/room_behavior.hpp"
#include "model/values/clock.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

} // namespace

storage::chat_member* chat_state::member(model::user_id user) {
  const auto found = std::ranges::find(members, user, &storage::chat_member::user);
  return found == members.end() ? nullptr : &*found;
}

caf::result<model::json_text> chat_state::run(const model::command& command) {
  if (member(command.caller) == nullptr)
    return no_such_room(command);
  return run_command<model::chat_command>(*this, command);
}

caf::result<room_joined> chat_state::join(const room_join& request) {
  if (member(request.user) == nullptr)
    return no_such_room(request);
  auto joined = room->log().position_of(request);
  json::object marks;
  for (const auto& each : members)
    marks.emplace(model::to_string(each.user), each.read_seq);
  joined.state = json::serialize(wrapped("read", std::move(marks)));
  return joined;
}

caf::result<model::json_text> chat_state::answer(const model::command& command,
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
  entry.author = command.caller;
  entry.op = command.op;
  entry.data = json::serialize(json::object{{"id", id_text},
                                            {"author", model::to_string(command.caller)},
                                            {"text", body.text},
                                            {"op", command.op}});
  entry.result = json::serialize(json::object{{"id", id_text}, {"at", model::to_rfc3339(at)}});
  entry.rows = storage::message_row{id, command.caller, body.text};
  return room->post(std::move(entry));
}

caf::result<model::json_text> chat_state::answer(const model::command& command,
                                                 const model::mark_read& body) {
  const auto& reader = *member(command.caller);
  const auto seq = std::min(body.seq, room->log().head());
  if (seq <= reader.read_seq)
    return model::json_text{fmt::format(R"({{"seq":{}}})", reader.read_seq)};
  typed_answer_promise<model::json_text> promise{*self};
  self->request(room->database().writer, caf::infinite,
                storage::mark_read{model::chat_id{room->log().room().id}, room->log().token(),
                                   reader.user, seq})
      .then(
          [this, promise, user = reader.user](std::uint64_t marked) mutable {
            member(user)->read_seq = marked;
            room->publish_ephemeral(
                model::event_kind::chat_read,
                fmt::format(R"({{"user":"{}","seq":{}}})", model::to_string(user), marked),
                user.value);
            promise.deliver(model::json_text{fmt::format(R"({{"seq":{}}})", marked)});
          },
          passing_to(promise));
  return promise;
}

caf::result<model::json_text> chat_state::answer(const model::command& command,
                                                 const model::typing&) {
  room->publish_ephemeral(model::event_kind::chat_typing,
                          fmt::format(R"({{"user":"{}"}})", model::to_string(command.caller)));
  return model::json_text{"{}"};
}

caf::result<model::json_text> chat_state::answer(const model::command&,
                                                 const model::read_history& body) {
  const auto limit = std::clamp<std::uint32_t>(body.limit, 1, limits.page);
  const model::chat_id id{room->log().room().id};
  return answer_from(room->database().reader_for(id.value), self,
                     storage::chat_history{id, body.before, limit + 1},
                     [limit](std::vector<storage::chat_message> messages) {
                       const auto more = cut_to_page(messages, limit, to_wire);
                       auto page = list_of("messages", messages, to_wire);
                       page["more"] = more;
                       return page;
                     });
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
  return room_behavior(self);
}

} // namespace vestnik::actors
