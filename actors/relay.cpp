#include "actors/relay.hpp"

#include "actors/error.hpp"
#include "consumers/envelope.hpp"

#include <caf/actor_cast.hpp>

#include <algorithm>
#include <utility>

namespace vestnik::actors {

relay_actor::behavior_type relay(relay_actor::stateful_pointer<relay_state> self,
                                 directory_actor directory) {
  self->state.directory = std::move(directory);
  return {
      [self](const publication& what) {
        const auto& event = *what.event;
        const auto found = self->state.followers.find(event.room);
        if (found == self->state.followers.end())
          return;
        const delivery out{
            event.room, event.seq,
            net::make_frame(net::frame_kind::text,
                            consumers::encode_event(event, consumers::wire_form::multiplexed))};
        for (const auto& fanout : found->second)
          self->send(fanout, out);
      },
      [self](const room_follow& what) {
        auto& followers = self->state.followers[what.room];
        auto fanout = caf::actor_cast<fanout_actor>(self->current_sender());
        if (std::ranges::find(followers, fanout) == followers.end())
          followers.push_back(std::move(fanout));
        // Asked again for each fan-out: the owner's answer is the head to start from.
        auto promise = self->make_response_promise<std::uint64_t>();
        self->request(self->state.directory, std::chrono::seconds{10}, what)
            .then([promise](std::uint64_t head) mutable { promise.deliver(head); },
                  passing_to(promise));
        return promise;
      },
      [self](const room_unfollow& what) {
        const auto found = self->state.followers.find(what.room);
        if (found == self->state.followers.end())
          return;
        std::erase(found->second, caf::actor_cast<fanout_actor>(self->current_sender()));
        if (found->second.empty()) {
          self->state.followers.erase(found);
          self->send(self->state.directory, what);
        }
      },
  };
}

} // namespace vestnik::actors
