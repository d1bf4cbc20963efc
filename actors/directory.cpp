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
  auto& entry = found->second;
  if (is_new) {
    entry.owner = make(room);
    self->monitor(entry.owner);
    rooms.emplace(entry.owner.address(), room);
  }
  ++entry.heard;
  return entry.owner;
}

room_actor directory_state::loaded_owner_of(model::room_name room) {
  const auto found = owners.find(room);
  if (found == owners.end())
    return {};
  ++found->second.heard;
  return found->second.owner;
}

void directory_state::sweep() {
  for (auto& [room, entry] : owners) {
    if (std::exchange(entry.heard_at_sweep, entry.heard) != entry.heard)
      continue;
    self->request(entry.owner, caf::infinite, atom::rest::value)
        .then(
            [this, room = room, heard = entry.heard](activity now) {
              if (now == activity::resting)
                unload(room, heard);
            },
            [](const caf::error&) {
              // It has ended by itself; `forget` will hear of it.
            });
  }
  self->delayed_send(self, idle, atom::sweep::value);
}

void directory_state::unload(model::room_name room, std::uint64_t heard) {
  const auto found = owners.find(room);
  if (found == owners.end() || found->second.heard != heard)
    return;
  const auto owner = found->second.owner;
  self->demonitor(owner.address());
  forget(owner.address());
  self->send(owner, atom::end::value);
}

void directory_state::forget(const caf::actor_addr& owner) {
  if (const auto found = rooms.find(owner); found != rooms.end()) {
    owners.erase(found->second);
    rooms.erase(found);
  }
}

directory_actor::behavior_type directory(self_pointer self,
                                         std::function<owner_factory(directory_actor)> factory,
                                         std::chrono::milliseconds idle) {
  self->state.make = factory(self);
  self->state.idle = idle;
  self->set_down_handler([self](const caf::down_msg& down) { self->state.forget(down.source); });
  self->set_exit_handler([self](const caf::exit_msg& exit) {
    for (const auto& [room, entry] : self->state.owners)
      self->send_exit(entry.owner, exit.reason);
    self->quit(exit.reason);
  });
  if (idle.count() > 0)
    self->delayed_send(self, idle, atom::sweep::value);
  return {
      [self](const model::command& what) {
        return self->delegate(self->state.owner_of(what.target), what);
      },
      pass_on<room_join>(self),
      pass_on<room_follow>(self),
      [self](const room_unfollow& what) -> caf::result<void> {
        if (const auto owner = self->state.loaded_owner_of(what.room))
          return self->delegate(owner, what);
        return caf::unit;
      },
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
        if (const auto owner = self->state.loaded_owner_of(model::room_of(what.user)))
          self->send(caf::actor_cast<user_actor>(owner), what);
      },
      [self](atom::sweep) { self->state.sweep(); },
  };
}

} // namespace vestnik::actors
