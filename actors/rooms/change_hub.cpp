#include "actors/rooms/change_hub.hpp"

#include "actors/runtime/error.hpp"

#include <boost/json/parse.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

constexpr std::chrono::seconds patience{10};

std::shared_ptr<const consumers::row> object_in(const json::value& state) {
  const auto* object = state.if_object();
  return object ? std::make_shared<const consumers::row>(*object) : nullptr;
}

/// Of a frame of the stream `rooms`; null if it tells of no object.
std::shared_ptr<const consumers::change> decode(std::string_view frame) {
  const auto read = json::parse(frame);
  const auto& event = read.at("payload");
  if (event.at("event").as_string() != model::traits_of(model::event_kind::object_changed).name)
    return nullptr;
  const auto& data = event.at("data");
  auto made = std::make_shared<consumers::change>();
  made->position = event.at("seq").to_number<std::uint64_t>();
  made->key = data.at("key");
  made->before = object_in(data.at("before"));
  made->after = object_in(data.at("after"));
  return made;
}

} // namespace

change_hub_state::followed change_hub_state::follow(const changes_follow& what) {
  const auto session = caf::actor_cast<session_actor>(what.session);
  const auto room = model::room_of(*what.of);
  const auto [known, is_new] = sessions_.try_emplace(session.id());
  if (is_new)
    self->monitor(session);
  known->second.insert(room);
  const auto [found, is_first] = tables_.try_emplace(room);
  auto& table = found->second;
  table.sessions.emplace(session.id(), session);
  auto answer = self->make_response_promise<std::monostate>();
  if (table.intake)
    answer.deliver(std::monostate{});
  else
    table.waiting.push_back(answer);
  if (is_first)
    ask_owner(room);
  return answer;
}

void change_hub_state::ask_owner(model::room_name room) {
  self->request(directory, patience, room_join{{}, room, std::nullopt, {}, asker::consumer})
      .then([this, room](const room_joined& joined) { begin(room, joined); },
            [this, room](const caf::error& why) { refuse(room, why); });
}

void change_hub_state::begin(model::room_name room, const room_joined& joined) {
  const auto found = tables_.find(room);
  if (found == tables_.end() || found->second.intake)
    return;
  auto& table = found->second;
  const auto number = ++last_intake_;
  const change_hub_actor me{self};
  table.intake_number = number;
  table.intake = std::make_shared<actor_outbox>(
      [me, room, number](const net::frame_ptr& frame) {
        caf::anon_send(me, change_heard{room, number, frame});
      },
      [me, room, number](std::uint16_t code, std::string_view reason) {
        caf::anon_send(me, change_room_lost{room, number, {code, std::string{reason}}});
      });
  self->send(fanout, fanout_join{room, joined.from, table.intake});
  for (auto& one : std::exchange(table.waiting, {}))
    one.deliver(std::monostate{});
}

void change_hub_state::refuse(model::room_name room, const caf::error& why) {
  const auto found = tables_.find(room);
  if (found == tables_.end() || found->second.intake)
    return;
  auto reason = from_caf(why);
  if (reason.code == model::ec::outcome_unknown)
    reason.code = model::ec::unavailable;
  for (const auto& [id, session] : found->second.sessions)
    sessions_[id].erase(room);
  auto refused = std::move(found->second);
  tables_.erase(found);
  for (auto& one : refused.waiting)
    one.deliver(to_caf(reason));
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
  for (auto& one : left.waiting)
    one.deliver(std::monostate{});
  if (left.intake)
    self->send(fanout, fanout_leave{room, left.intake});
}

void change_hub_state::forget(caf::actor_id session) {
  const auto ended = sessions_.extract(session);
  if (!ended)
    return;
  for (const auto room : ended.mapped())
    leave(room, session);
}

void change_hub_state::hear(const change_heard& what) {
  const auto found = tables_.find(what.room);
  // What an intake brings that was left meanwhile is nobody's.
  if (found == tables_.end() || found->second.intake_number != what.intake)
    return;
  const auto told = decode(what.frame->payload());
  if (!told)
    return;
  for (const auto& [id, session] : found->second.sessions)
    self->send(session, model_changed{what.room, told});
}

void change_hub_state::lost(const change_room_lost& what) {
  const auto found = tables_.find(what.room);
  if (found == tables_.end() || found->second.intake_number != what.intake)
    return;
  for (const auto& [id, session] : found->second.sessions) {
    self->send(session, what.why);
    sessions_[id].erase(what.room);
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
      [self](const changes_follow& what) -> caf::result<std::monostate> {
        return self->state.follow(what);
      },
      [self](const changes_leave& what) { self->state.leave(what.room, what.session); },
      [self](const change_heard& what) { self->state.hear(what); },
      [self](const change_room_lost& what) { self->state.lost(what); },
  };
}

} // namespace vestnik::actors
