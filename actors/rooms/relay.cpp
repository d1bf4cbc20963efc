#include "actors/rooms/relay.hpp"

#include "actors/rooms/follow_retry.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/runtime/error.hpp"
#include "consumers/wire/envelope.hpp"

#include <caf/actor_cast.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

namespace vestnik::actors {

namespace {

/// What the event's policy means for its frame.
net::frame_policy policy_of(const model::event& event) {
  using when_slow = net::frame_policy::when_slow;
  switch (model::traits_of(event.kind).policy) {
  case model::delivery_policy::never_drop:
    return {};
  case model::delivery_policy::coalesce: {
    // Different topics with one hash only cost a slow reader one of the two.
    const auto room = std::hash<model::room_name>{}(event.room);
    const auto subject = static_cast<std::uint64_t>(event.subject) * 0x9E3779B97F4A7C15U;
    return {when_slow::coalesce, room ^ subject ^ static_cast<std::uint64_t>(event.kind)};
  }
  case model::delivery_policy::drop_oldest:
    return {when_slow::drop_oldest};
  }
  return {};
}

} // namespace

void relay_state::gather(const publication& news) {
  const auto found = rooms.find(news.events.front()->room);
  if (found == rooms.end())
    return;
  for (const auto& event : news.events) {
    const delivery out{
        event->room, event->seq,
        net::make_frame(net::frame_kind::text,
                        consumers::encode_event(*event, consumers::wire_form::multiplexed),
                        policy_of(*event)),
        model::leaver_of(*event)};
    for (const auto place : found->second.followers)
      tracks[place].waiting.push_back(out);
  }
  if (!std::exchange(flush_due_, true))
    self->send(self, atom::flush::value);
}

void relay_state::flush() {
  flush_due_ = false;
  for (auto& track : tracks)
    if (!track.waiting.empty())
      self->send(track.to, std::exchange(track.waiting, {}));
}

caf::result<std::uint64_t> relay_state::follow(const room_follow& request) {
  auto& followers = rooms[request.room].followers;
  if (const auto place = track_of_sender(); std::ranges::find(followers, place) == followers.end())
    followers.push_back(place);
  // Asked again for each fan-out: the owner's answer is the head to start from.
  typed_answer_promise<std::uint64_t> promise{*self};
  self->request(directory, follow_patience, request)
      .then(
          [this, promise, room = request.room](std::uint64_t head) mutable {
            watch_owner_of(room);
            promise.deliver(head);
          },
          passing_to(promise));
  return promise;
}

void relay_state::unfollow(const room_unfollow& request) {
  const auto found = rooms.find(request.room);
  if (found == rooms.end())
    return;
  std::erase(found->second.followers, track_of_sender());
  if (found->second.followers.empty()) {
    forget_owner_of(request.room, found->second);
    rooms.erase(found);
    self->send(directory, request);
  }
}

void relay_state::watch_owner_of(model::room_name room) {
  const auto found = rooms.find(room);
  if (found == rooms.end())
    return;
  const auto& owner = self->current_sender();
  forget_owner_of(room, found->second);
  found->second.owner = owner->address();
  const auto [watched, is_new] = owners.try_emplace(owner->address());
  watched->second.insert(room);
  if (is_new)
    self->monitor(owner);
}

void relay_state::forget_owner_of(model::room_name room, const room_entry& entry) {
  // Nothing has answered yet: and CAF has no hash of nothing.
  if (!entry.owner)
    return;
  if (const auto former = owners.find(entry.owner); former != owners.end())
    former->second.erase(room);
}

void relay_state::owner_lost(const caf::actor_addr& owner) {
  if (const auto lost = owners.extract(owner))
    for (const auto room : lost.mapped())
      follow_again({room, 1});
}

void relay_state::follow_again(const relay_retry& retry) {
  if (!rooms.contains(retry.room))
    return;
  self->request(directory, follow_patience, room_follow{retry.room, room_follow::cause::owner_lost})
      .then(
          [this, room = retry.room](std::uint64_t head) {
            watch_owner_of(room);
            tell_followers_of(room, room_moved{room, head});
          },
          [this, retry](const caf::error& why) {
            // Anything else may be over when another node has the room.
            if (!is_missing(why) && follow_later(self, retry))
              return;
            tell_followers_of(retry.room, room_lost{retry.room});
            rooms.erase(retry.room);
          });
}

template <class Message>
void relay_state::tell_followers_of(model::room_name room, const Message& message) {
  if (const auto found = rooms.find(room); found != rooms.end())
    for (const auto place : found->second.followers)
      self->send(tracks[place].to, message);
}

std::size_t relay_state::track_of_sender() {
  const auto fanout = caf::actor_cast<fanout_actor>(self->current_sender());
  const auto found = std::ranges::find(tracks, fanout, &track::to);
  const auto place = static_cast<std::size_t>(found - tracks.begin());
  if (found == tracks.end())
    tracks.push_back({fanout, {}});
  return place;
}

relay_actor::behavior_type relay(relay_actor::stateful_pointer<relay_state> self,
                                 directory_actor directory) {
  self->state.directory = std::move(directory);
  self->set_down_handler(
      [self](const caf::down_msg& down) { self->state.owner_lost(down.source); });
  return {
      [self](const publication& news) { self->state.gather(news); },
      [self](const room_follow& request) { return self->state.follow(request); },
      [self](const room_unfollow& request) { self->state.unfollow(request); },
      [self](atom::flush) { self->state.flush(); },
      [self](const relay_retry& retry) { self->state.follow_again(retry); },
  };
}

} // namespace vestnik::actors
