#include "actors/rooms/groups.hpp"

#include <memory>

namespace vestnik::actors {

void groups_state::join(const group_join& request) {
  const auto session = caf::actor_cast<session_actor>(request.session);
  const auto [found, is_new] = sessions.try_emplace(session.id());
  if (is_new)
    self->monitor(session);
  found->second.emplace(request.membership, request.group);
  members[request.group].emplace(member{session.id(), request.membership}, session);
}

void groups_state::leave(const group_leave& request) {
  const auto session = sessions.find(request.session);
  if (session == sessions.end())
    return;
  if (const auto left = session->second.extract(request.membership))
    remove(left.mapped(), {session->first, request.membership});
}

void groups_state::deliver(const std::shared_ptr<const group_text>& text) {
  const auto group = members.find(text->group);
  if (group == members.end())
    return;
  for (const auto& [member, session] : group->second)
    self->send(session, group_message{member.second, text});
}

void groups_state::forget(caf::actor_id session) {
  if (const auto ended = sessions.extract(session))
    for (const auto& [membership, group] : ended.mapped())
      remove(group, {session, membership});
}

void groups_state::remove(const std::string& group, const member& leaving) {
  const auto found = members.find(group);
  found->second.erase(leaving);
  if (found->second.empty())
    members.erase(found);
}

groups_actor::behavior_type groups(groups_actor::stateful_pointer<groups_state> self,
                                   groups_settings settings, node_broadcast_actor broadcast) {
  self->state.broadcast = std::move(broadcast);
  self->state.members.reserve(settings.names);
  self->set_down_handler(
      [self](const caf::down_msg& down) { self->state.forget(down.source.id()); });
  return {
      [self](const group_join& request) { self->state.join(request); },
      [self](const group_leave& request) { self->state.leave(request); },
      [self](const group_send& message) {
        self->state.deliver(message.text);
        if (self->state.broadcast)
          self->send(self->state.broadcast, message);
      },
      [self](const remote_group_send& message) { self->state.deliver(message.text); },
  };
}

} // namespace vestnik::actors
