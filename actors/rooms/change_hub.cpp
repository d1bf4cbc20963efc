#include "actors/rooms/change_hub.hpp"

#include "actors/rooms/follow_retry.hpp"
#include "actors/runtime/error.hpp"

#include <boost/json/parse.hpp>
#include <caf/send.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

std::shared_ptr<const consumers::row> object_in(const json::value& state,
                                                const model::table_description& of) {
  const auto* object = state.if_object();
  if (!object)
    return nullptr;
  auto made = *object;
  model::complete(of, made);
  return std::make_shared<const consumers::row>(std::move(made));
}

/// The change that a frame of the stream `rooms` tells of; null if it tells of no object.
std::shared_ptr<const consumers::change> decode(std::string_view frame,
                                                const model::table_description& of) {
  const auto read = json::parse(frame);
  const auto& event = read.at("payload");
  if (event.at("event").as_string() != model::traits_of(model::event_kind::object_changed).name)
    return nullptr;
  const auto& data = event.at("data");
  auto made = std::make_shared<consumers::change>();
  made->position = event.at("seq").to_number<std::uint64_t>();
  made->key = data.at("key");
  made->before = object_in(data.at("before"), of);
  made->after = object_in(data.at("after"), of);
  return made;
}

} // namespace

change_hub_state::follow_promise change_hub_state::follow(const changes_follow& request) {
  const auto session = caf::actor_cast<session_actor>(request.session);
  const auto room = model::room_of(*request.table);
  const auto [known, is_new] = sessions_.try_emplace(session.id());
  if (is_new)
    self->monitor(session);
  known->second.insert(room);
  const auto [found, is_first] = tables_.try_emplace(room);
  auto& table = found->second;
  table.sessions.emplace(session.id(), session);
  typed_answer_promise<std::monostate> answer{*self};
  if (table.outbox)
    answer.deliver(std::monostate{});
  else
    table.waiting.push_back(answer);
  if (is_first) {
    table.of = request.table;
    ask_owner(room, table.question = ++last_question_);
  }
  return answer;
}

void change_hub_state::ask_owner(model::room_name room, std::uint64_t question) {
  self->request(directory, follow_patience,
                room_join{{},
                          room,
                          std::nullopt,
                          {},
                          asker::consumer,
                          model::deadline::after(follow_patience, self->clock().now())})
      .then([this, room, question](const room_joined& joined) { begin(room, question, joined); },
            [this, room, question](const caf::error& why) { refuse(room, question, why); });
}

change_hub_state::table_entry* change_hub_state::asking(model::room_name room,
                                                        std::uint64_t question) {
  const auto found = tables_.find(room);
  return found != tables_.end() && found->second.question == question ? &found->second : nullptr;
}

void change_hub_state::begin(model::room_name room, std::uint64_t question,
                             const room_joined& joined) {
  auto* const asks = asking(room, question);
  if (asks == nullptr)
    return;
  auto& table = *asks;
  const auto number = ++last_outbox_;
  const change_hub_actor me{self};
  table.outbox_number = number;
  table.outbox = std::make_shared<actor_outbox>(
      [me, room, number](const net::frame_ptr& frame) {
        caf::anon_send(me, table_event{room, number, frame});
      },
      [me, room, number](std::uint16_t code, std::string_view reason) {
        caf::anon_send(me, table_lost{room, number, {code, std::string{reason}}});
      });
  self->send(fanout, fanout_join{room, joined.from, table.outbox});
  for (auto& promise : std::exchange(table.waiting, {}))
    promise.deliver(std::monostate{});
}

void change_hub_state::refuse(model::room_name room, std::uint64_t question,
                              const caf::error& why) {
  auto* const asks = asking(room, question);
  if (asks == nullptr)
    return;
  const auto error = to_caf(read_error(why));
  for (const auto& [id, session] : asks->sessions)
    sessions_[id].erase(room);
  auto refused = std::move(*asks);
  tables_.erase(room);
  for (auto& promise : refused.waiting)
    promise.deliver(error);
}

void change_hub_state::leave(model::room_name room, caf::actor_id session) {
  if (const auto known = sessions_.find(session); known != sessions_.end())
    known->second.erase(room);
  const auto found = tables_.find(room);
  if (found == tables_.end() || found->second.sessions.erase(session) == 0 ||
      !found->second.sessions.empty())
    return;
  auto left = std::move(found->second);
  tables_.erase(found);
  // They have gone; but each request is answered.
  for (auto& promise : left.waiting)
    promise.deliver(std::monostate{});
  if (left.outbox)
    self->send(fanout, fanout_leave{room, left.outbox});
}

void change_hub_state::forget(caf::actor_id session) {
  const auto ended = sessions_.extract(session);
  if (!ended)
    return;
  for (const auto room : ended.mapped())
    leave(room, session);
}

void change_hub_state::deliver(const table_event& event) {
  const auto found = tables_.find(event.room);
  // The table may have been left meanwhile, and followed anew.
  if (found == tables_.end() || found->second.outbox_number != event.outbox)
    return;
  const auto change = decode(event.frame->payload(), *found->second.of);
  if (!change)
    return;
  for (const auto& [id, session] : found->second.sessions)
    self->send(session, model_changed{event.room, change});
}

void change_hub_state::lost(const table_lost& loss) {
  const auto found = tables_.find(loss.room);
  if (found == tables_.end() || found->second.outbox_number != loss.outbox)
    return;
  for (const auto& [id, session] : found->second.sessions) {
    self->send(session, loss.why);
    sessions_[id].erase(loss.room);
  }
  tables_.erase(found);
}

change_hub_actor::behavior_type
change_hub(change_hub_actor::stateful_pointer<change_hub_state> self, directory_actor directory,
           fanout_actor fanout) {
  self->state.directory = std::move(directory);
  self->state.fanout = std::move(fanout);
  self->set_down_handler(
      [self](const caf::down_msg& down) { self->state.forget(down.source.id()); });
  return {
      [self](const changes_follow& request) -> caf::result<std::monostate> {
        return self->state.follow(request);
      },
      [self](const changes_leave& request) { self->state.leave(request.room, request.session); },
      [self](const table_event& event) { self->state.deliver(event); },
      [self](const table_lost& loss) { self->state.lost(loss); },
  };
}

} // namespace vestnik::actors
