#include "actors/directory.hpp"

#include <caf/actor_cast.hpp>

#include <utility>

namespace vestnik::actors {

namespace {

using self_pointer = directory_actor::stateful_pointer<directory_state>;

/// The handler of what is meant for the owner of `what.room`.
template <class Message>
auto pass_on(self_pointer self) {
  return
      [self](const Message& what) { return self->delegate(self->state.owner_of(what.room), what); };
}

} // namespace

const room_actor& directory_state::owner_of(model::room_name room) {
  const auto [found, is_new] = owners.try_emplace(room);
  if (is_new) {
    found->second = make(room);
    self->monitor(found->second);
    rooms.emplace(found->second.address(), room);
  }
  return found->second;
}

directory_actor::behavior_type directory(self_pointer self,
                                         std::function<owner_factory(directory_actor)> factory) {
  self->state.make = factory(self);
  self->set_down_handler([self](const caf::down_msg& down) {
    if (const auto found = self->state.rooms.find(down.source); found != self->state.rooms.end()) {
      self->state.owners.erase(found->second);
      self->state.rooms.erase(found);
    }
  });
  self->set_exit_handler([self](const caf::exit_msg& exit) {
    for (const auto& [room, owner] : self->state.owners)
      self->send_exit(owner, exit.reason);
    self->quit(exit.reason);
  });
  return {
      [self](const model::command& what) {
        return self->delegate(self->state.owner_of(what.target), what);
      },
      pass_on<room_join>(self),
      pass_on<room_follow>(self),
      pass_on<room_unfollow>(self),
      pass_on<room_read>(self),
      pass_on<room_notice>(self),
      [self](atom::wake, model::room_name room) {
        self->send(self->state.owner_of(room), atom::wake::value);
      },
      [self](const session_attach& what) {
        return self->delegate(
            caf::actor_cast<user_actor>(self->state.owner_of(model::room_of(what.user))), what);
      },
      [self](const session_end& what) {
        self->send(caf::actor_cast<user_actor>(self->state.owner_of(model::room_of(what.user))),
                   what);
      },
  };
}

} // namespace vestnik::actors
