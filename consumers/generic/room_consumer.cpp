#include "consumers/generic/room_consumer.hpp"

#include "model/values/text.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace vestnik::consumers {

namespace {

/// Of a room's name, in characters.
constexpr std::size_t longest_name = 64;

} // namespace

std::optional<model::error>
room_consumer::options::problem(const std::vector<capture>& captures) const {
  auto names = names_of(captures);
  names.emplace_back("room");
  if (most_rooms == 0)
    return model::error{model::ec::invalid, "there must be at least one room", "most_rooms"};
  return group.problem(names);
}

handler_list<room_consumer> room_consumer::handlers() {
  return {
      on("join", &room_consumer::join).takes({{"room", text_schema({1, longest_name})}}),
      on("leave", &room_consumer::leave),
      on("send", &room_consumer::send),
  };
}

std::vector<event_description> room_consumer::events() {
  return {
      {"message",
       object_schema({{"event", const_schema("message")}, {"room", text_schema()}, {"data", {}}})}};
}

std::string room_consumer::group_of(std::string_view room) const {
  auto values = at_.facts().captures;
  values.insert(values.begin(), {"room", std::string{room}});
  return chosen_.group.key(at_, values);
}

void room_consumer::join(arg<"room"> room) {
  if (room->empty() || model::code_points(*room) > longest_name)
    throw model::error{model::ec::invalid,
                       fmt::format("room must be a string of 1 to {} characters", longest_name),
                       "room"};
  if (rooms_.contains(*room))
    return;
  if (rooms_.size() >= chosen_.most_rooms)
    throw model::error{model::ec::too_many,
                       fmt::format("at most {} rooms per connection", chosen_.most_rooms), "room"};
  if (const auto allowed = chosen_.permission.check(
          {.facts = at_.facts(), .at = stage::subscribe, .action = "join", .subject = *room});
      !allowed)
    throw model::error{allowed.error()};
  rooms_.emplace(*room,
                 at_.groups().join(group_of(*room), [this](std::string_view, const auto& payload) {
                   at_.send(payload);
                 }));
}

void room_consumer::leave(arg<"room"> room) {
  const auto joined = rooms_.find(*room);
  if (joined == rooms_.end())
    throw model::error{model::ec::not_found, "one can leave only rooms that one has joined",
                       "room"};
  rooms_.erase(joined);
}

void room_consumer::send(arg<"room"> room, arg<"data", const boost::json::value*> data) {
  if (!rooms_.contains(*room))
    throw model::error{model::ec::forbidden, "join the room first", "room"};
  at_.groups().send(group_of(*room),
                    {fmt::format(R"({{"event":"message","room":{},"data":{}}})",
                                 model::quoted(*room), boost::json::serialize(**data))});
}

} // namespace vestnik::consumers
