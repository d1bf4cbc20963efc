#include "consumers/groups/local_layer.hpp"

#include <algorithm>
#include <utility>

namespace vestnik::consumers {

namespace {

model::error no_rooms() { return {model::ec::unavailable, "there are no rooms here"}; }

} // namespace

membership local_groups::join(std::string group, group_handler on_message) {
  auto member = std::make_shared<const group_handler>(std::move(on_message));
  auto& members = groups_[std::move(group)];
  std::erase_if(members, [](const auto& one) { return one.expired(); });
  members.push_back(member);
  return std::const_pointer_cast<group_handler>(std::move(member));
}

void local_groups::send(std::string_view group, const model::json_text& payload) {
  const auto found = groups_.find(group);
  if (found == groups_.end())
    return;
  std::erase_if(found->second, [](const auto& one) { return one.expired(); });
  if (found->second.empty()) {
    groups_.erase(found);
    return;
  }
  // Whoever is called may join and leave.
  const auto members = found->second;
  for (const auto& one : members)
    if (const auto member = one.lock())
      (*member)(group, payload);
}

std::size_t local_groups::members(std::string_view group) const {
  const auto found = groups_.find(group);
  if (found == groups_.end())
    return 0;
  return static_cast<std::size_t>(
      std::ranges::count_if(found->second, [](const auto& one) { return !one.expired(); }));
}

void local_layer::command(model::command, reply_handler on_reply) { on_reply(no_rooms()); }

void local_layer::subscribe(std::vector<room_position> rooms, subscribe_handler on_reply) {
  std::vector<std::pair<model::room_name, model::result<subscription>>> refused;
  for (const auto& one : rooms)
    refused.emplace_back(one.room, no_rooms());
  on_reply(std::move(refused));
}

void local_layer::unsubscribe(std::vector<model::room_name>) {}

void local_layer::follow(room_position, follow_handler on_reply, event_handler) {
  on_reply(no_rooms());
}

} // namespace vestnik::consumers
