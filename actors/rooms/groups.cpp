#include "actors/rooms/groups.hpp"

namespace vestnik::actors {

void groups_state::join(const group_join& what) {
  const auto session = caf::actor_cast<session_actor>(what.session);
  const auto [found, is_new] = sessions.try_emplace(session.id());
  if (is_new)
    self->monitor(session);
  found->second.emplace(what.membership, what.group);
  members[what.group].emplace(member{session.id(), what.membership}, session);
}

void groups_state::leave(const group_leave& what) {
  const auto session = sessions.find(what.session);
  if (session == sessions.end())
    return;
  if (const auto left = session->second.extract(what.membership))
    remove(left.mapped(), {session->first, what.membership});
}

void groups_state::deliver(const std::shared_ptr<const group_text>& what) {
  const auto group = members.find(what->group);
  if (group == members.end())
    return;
  for (const auto& [who, session] : group->second)
    self->send(session, group_message{who.second, what});
}

void groups_state::forget(caf::actor_id session) {
  if (const auto ended = sessions.extract(session))
    for (const auto& [membership, group] : ended.mapped())
      remove(group, {session, membership});
}

void groups_state::remove(const std::string& group, const member& who) {
  const auto found = members.find(group);
  found->second.erase(who);
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
      [self](const group_join& what) { self->state.join(what); },
      [self](const group_leave& what) { self->state.leave(what); },
      [self](const group_send& what) {
        self->state.deliver(what.what);
        if (self->state.broadcast)
          self->send(self->state.broadcast, what);
      },
      [self](const group_heard& what) { self->state.deliver(what.what); },
  };
}

} // namespace vestnik::actors
