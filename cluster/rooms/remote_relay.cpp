#include "cluster/rooms/remote_relay.hpp"

#include "actors/runtime/answer_promise.hpp"
#include "actors/runtime/error.hpp"

#include <cstdint>
#include <iterator>
#include <utility>

namespace vestnik::cluster {

namespace {

/// What waits is sent before the turn ends when it has become so much; a frame may have more.
constexpr std::size_t bytes_per_frame = 1024 * 1024;

} // namespace

void remote_relay_state::gather(const actors::publication& publication) {
  if (!rooms.contains(publication.events.front()->room))
    return;
  if (waiting.events.empty())
    self->send(self, vestnik::atom::flush::value);
  for (const auto& event : publication.events) {
    // What may be too large for a link takes nothing else with it.
    if (event->data.size() >= bytes_per_frame)
      flush();
    waiting_bytes += event->data.size();
    waiting.events.push_back(event);
    if (waiting_bytes >= bytes_per_frame)
      flush();
  }
}

void remote_relay_state::flush() {
  waiting_bytes = 0;
  if (!waiting.events.empty())
    self->send(links, to_node{to, {0, std::exchange(waiting, {})}});
}

caf::result<std::uint64_t> remote_relay_state::follow(const actors::room_follow& request) {
  rooms.insert(request.room);
  actors::typed_answer_promise<std::uint64_t> promise{*self};
  self->request(own_rooms, caf::infinite, request)
      .then(
          [this, promise, room = request.room](std::uint64_t head) mutable {
            const auto& owner = self->current_sender();
            if (owners.emplace(owner->address(), room).second)
              self->monitor(owner);
            promise.deliver(head);
          },
          [this, promise, room = request.room](const caf::error& why) mutable {
            if (actors::is_missing(why))
              rooms.erase(room);
            promise.deliver(why);
          });
  return promise;
}

void remote_relay_state::unfollow(const actors::room_unfollow& request) {
  if (rooms.erase(request.room) > 0)
    self->send(own_rooms, request);
}

void remote_relay_state::owner_goes(model::room_name room) {
  if (rooms.erase(room) > 0)
    self->send(links, to_node{to, {0, owner_lost{room}}});
}

actors::relay_actor::behavior_type remote_relay(remote_relay_state::self_pointer self,
                                                model::node_id to, links_actor links,
                                                actors::own_rooms_actor own_rooms) {
  self->state.to = to;
  self->state.links = std::move(links);
  self->state.own_rooms = std::move(own_rooms);
  self->set_down_handler([self](const caf::down_msg& down) {
    if (const auto owner = self->state.owners.extract(down.source))
      self->state.owner_goes(owner.mapped());
  });
  self->set_exit_handler([self](const caf::exit_msg& exit) {
    for (const auto room : self->state.rooms)
      self->send(self->state.own_rooms, actors::room_unfollow{room});
    self->quit(exit.reason);
  });
  return {
      [self](const actors::publication& publication) { self->state.gather(publication); },
      [self](const actors::room_follow& request) { return self->state.follow(request); },
      [self](const actors::room_unfollow& request) { self->state.unfollow(request); },
      [self](const actors::relay_retry& retry) { self->state.owner_goes(retry.room); },
      [self](vestnik::atom::flush) { self->state.flush(); },
  };
}

} // namespace vestnik::cluster
