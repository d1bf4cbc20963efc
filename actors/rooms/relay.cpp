#include "actors/rooms/relay.hpp"

#include "actors/runtime/error.hpp"
#include "consumers/wire/envelope.hpp"

#include <caf/actor_cast.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace vestnik::actors {

namespace {

/// For a room's owner to answer, wherever it is; rare, so the timers are few.
constexpr std::chrono::seconds patience{10};

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

/// The directory may not know yet that an owner is lost, its node may not be declared dead yet
/// (below 6 s), or a new owner may still load, one of very many: a minute in all.
constexpr int attempts = 70;
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{1'000};

} // namespace

void relay_state::gather(const publication& what) {
  const auto found = followers.find(what.events.front()->room);
  if (found == followers.end())
    return;
  for (const auto& event : what.events) {
    const delivery out{
        event->room, event->seq,
        net::make_frame(net::frame_kind::text,
                        consumers::encode_event(*event, consumers::wire_form::multiplexed),
                        policy_of(*event))};
    for (const auto place : found->second.by)
      tracks[place].waiting.push_back(out);
  }
  if (!std::exchange(flush_due_, true))
    self->send(self, atom::flush::value);
}

void relay_state::flush() {
  flush_due_ = false;
  for (auto& one : tracks)
    if (!one.waiting.empty())
      self->send(one.to, std::exchange(one.waiting, {}));
}

caf::result<std::uint64_t> relay_state::follow(const room_follow& what) {
  auto& following = followers[what.room].by;
  if (const auto place = track_of_sender(); std::ranges::find(following, place) == following.end())
    following.push_back(place);
  // Asked again for each fan-out: the owner's answer is the head to start from.
  auto promise = self->make_response_promise<std::uint64_t>();
  self->request(directory, patience, what)
      .then(
          [this, promise, room = what.room](std::uint64_t head) mutable {
            watch_owner_of(room);
            promise.deliver(head);
          },
          passing_to(promise));
  return promise;
}

void relay_state::unfollow(const room_unfollow& what) {
  const auto found = followers.find(what.room);
  if (found == followers.end())
    return;
  std::erase(found->second.by, track_of_sender());
  if (found->second.by.empty()) {
    forget_owner_of(what.room, found->second);
    followers.erase(found);
    self->send(directory, what);
  }
}

void relay_state::watch_owner_of(model::room_name room) {
  const auto found = followers.find(room);
  if (found == followers.end())
    return;
  const auto& owner = self->current_sender();
  forget_owner_of(room, found->second);
  found->second.owner = owner->address();
  const auto [watched, is_new] = owners.try_emplace(owner->address());
  watched->second.insert(room);
  if (is_new)
    self->monitor(owner);
}

void relay_state::forget_owner_of(model::room_name room, const followed& of) {
  // Nothing has answered yet: and CAF has no hash of nothing.
  if (!of.owner)
    return;
  if (const auto former = owners.find(of.owner); former != owners.end())
    former->second.erase(room);
}

void relay_state::owner_lost(const caf::actor_addr& owner) {
  if (const auto lost = owners.extract(owner))
    for (const auto room : lost.mapped())
      follow_again({room, 1});
}

void relay_state::follow_again(const relay_retry& what) {
  if (!followers.contains(what.room))
    return;
  self->request(directory, patience, room_follow{what.room})
      .then(
          [this, room = what.room](std::uint64_t head) {
            watch_owner_of(room);
            tell_followers_of(room, room_moved{room, head});
          },
          [this, what](const caf::error&) {
            if (what.attempt < attempts)
              return self->delayed_send(self, std::min(first_pause * what.attempt, longest_pause),
                                        relay_retry{what.room, what.attempt + 1});
            tell_followers_of(what.room, room_lost{what.room});
            followers.erase(what.room);
          });
}

template <class Message>
void relay_state::tell_followers_of(model::room_name room, const Message& what) {
  if (const auto found = followers.find(room); found != followers.end())
    for (const auto place : found->second.by)
      self->send(tracks[place].to, what);
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
      [self](const publication& what) { self->state.gather(what); },
      [self](const room_follow& what) { return self->state.follow(what); },
      [self](const room_unfollow& what) { self->state.unfollow(what); },
      [self](atom::flush) { self->state.flush(); },
      [self](const relay_retry& what) { self->state.follow_again(what); },
  };
}

} // namespace vestnik::actors
