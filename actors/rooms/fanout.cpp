#include "actors/rooms/fanout.hpp"

#include "actors/runtime/error.hpp"
#include "consumers/wire/envelope.hpp"
#include "model/close_reason.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

namespace vestnik::actors {

namespace {

/// Requests to other actors of a room; rare, so the timers they keep are few.
constexpr std::chrono::seconds patience{10};

/// A room whose node was lost has its next owner in less time than that.
constexpr int attempts = 70;
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{1'000};

} // namespace

void fanout_state::join(const fanout_join& what) {
  const auto [found, is_new] = feeds.try_emplace(what.room, what.room);
  found->second.join(what.from, what.out);
  auto& rooms = memberships[what.out.get()];
  if (std::ranges::find(rooms, what.room) == rooms.end())
    rooms.push_back(what.room);
  if (!is_new) {
    pump(found->second);
    return;
  }
  follow({what.room}, 1);
}

void fanout_state::follow(const room_follow& what, int attempt) {
  self->request(relay, patience, what)
      .then(
          [this, room = what.room](std::uint64_t head) {
            if (const auto feed = feeds.find(room); feed != feeds.end()) {
              feed->second.begin(head);
              pump(feed->second);
            }
          },
          [this, what, attempt](const caf::error& why) { ask_again(what, attempt, why); });
}

template <class Question>
void fanout_state::ask_again(const Question& what, int attempt, const caf::error& why) {
  const auto code = from_caf(why).code;
  if (attempt < attempts && (code == model::ec::unavailable || code == model::ec::outcome_unknown))
    self->delayed_send(self, std::min(first_pause * attempt, longest_pause),
                       fanout_retry{what, attempt + 1});
  else
    give_up(what.room, why);
}

void fanout_state::leave(model::room_name room, const std::shared_ptr<net::outbox>& out) {
  if (const auto rooms = memberships.find(out.get()); rooms != memberships.end()) {
    std::erase(rooms->second, room);
    if (rooms->second.empty())
      memberships.erase(rooms);
  }
  const auto found = feeds.find(room);
  if (found == feeds.end())
    return;
  found->second.leave(out);
  if (found->second.empty()) {
    feeds.erase(found);
    self->send(relay, room_unfollow{room});
  }
}

void fanout_state::forget(const std::shared_ptr<net::outbox>& out) {
  draining.erase(out.get());
  const auto rooms = memberships.find(out.get());
  if (rooms == memberships.end())
    return;
  for (const auto room : std::vector{rooms->second})
    leave(room, out);
}

void fanout_state::deliver(const std::vector<delivery>& events) {
  for (std::size_t i = 0; i < events.size();) {
    const auto room = events[i].room;
    const auto first = i;
    while (i < events.size() && events[i].room == room)
      ++i;
    if (const auto feed = feeds.find(room); feed != feeds.end()) {
      feed->second.deliver(std::span{events}.subspan(first, i - first));
      pump(feed->second);
    }
  }
}

void fanout_state::drained(const std::shared_ptr<net::outbox>& out) {
  draining.erase(out.get());
  const auto rooms = memberships.find(out.get());
  if (rooms == memberships.end())
    return;
  for (const auto room : std::vector{rooms->second})
    if (const auto feed = feeds.find(room); feed != feeds.end()) {
      feed->second.drained(out);
      pump(feed->second);
    }
}

void fanout_state::moved(const room_moved& what) {
  if (const auto feed = feeds.find(what.room); feed != feeds.end()) {
    feed->second.begin(what.head);
    pump(feed->second);
  }
}

void fanout_state::lost(model::room_name room) {
  if (auto feed = feeds.extract(room)) {
    spdlog::info("{} cannot be followed: its clients shall come again", to_string(room));
    const model::error reason{
        model::ec::unavailable, "the room cannot be followed", {}, std::chrono::seconds{1}};
    feed.mapped().close(model::traits_of(reason.code).close_code, model::close_reason(reason));
  }
}

void fanout_state::pump(room_feed& feed) {
  for (auto& out : feed.next_pauses())
    if (draining.insert(out.get()).second)
      out->when_flushed([me = fanout_actor{self}, weak = std::weak_ptr{out}] {
        if (auto drained = weak.lock())
          caf::anon_send(me, fanout_drained{std::move(drained)});
      });
  if (const auto what = feed.next_read())
    read(*what, 1);
}

void fanout_state::read(const room_read& what, int attempt) {
  self->request(directory, patience, what)
      .then(
          [this, room = what.room](const room_page& page) {
            const auto feed = feeds.find(room);
            if (feed == feeds.end())
              return;
            if (page.events.empty())
              return give_up(room, to_caf({model::ec::unavailable, "the log has a hole"}));
            room_feed::stretch frames;
            frames.reserve(page.events.size());
            for (const auto& event : page.events)
              frames.emplace_back(event->seq,
                                  net::make_frame(net::frame_kind::text,
                                                  consumers::encode_event(
                                                      *event, consumers::wire_form::multiplexed)));
            feed->second.take(frames);
            pump(feed->second);
          },
          [this, what, attempt](const caf::error& why) { ask_again(what, attempt, why); });
}

void fanout_state::give_up(model::room_name room, const caf::error& why) {
  if (const auto feed = feeds.find(room); feed != feeds.end()) {
    spdlog::info("{} cannot be read, clients that have missed something shall come again: {}",
                 to_string(room), from_caf(why).message);
    const model::error reason{
        model::ec::unavailable, "the room cannot be read", {}, std::chrono::seconds{1}};
    // 4000 and not a code that ends the session: the client resumes from its last seq.
    feed->second.give_up(model::traits_of(reason.code).close_code, model::close_reason(reason));
    if (feed->second.empty()) {
      feeds.erase(feed);
      self->send(relay, room_unfollow{room});
    }
  }
}

fanout_actor::behavior_type fanout(fanout_actor::stateful_pointer<fanout_state> self,
                                   relay_actor relay, directory_actor directory) {
  self->state.relay = std::move(relay);
  self->state.directory = std::move(directory);
  return {
      [self](const fanout_join& what) { self->state.join(what); },
      [self](const fanout_leave& what) { self->state.leave(what.room, what.out); },
      [self](const fanout_forget& what) { self->state.forget(what.out); },
      [self](const std::vector<delivery>& events) { self->state.deliver(events); },
      [self](const room_moved& what) { self->state.moved(what); },
      [self](const room_lost& what) { self->state.lost(what.room); },
      [self](const fanout_retry& what) {
        std::visit(
            [&]<class Question>(const Question& asked) {
              auto& own = self->state;
              if (!own.feeds.contains(asked.room))
                return;
              if constexpr (std::is_same_v<Question, room_follow>)
                own.follow(asked, what.attempt);
              else
                own.read(asked, what.attempt);
            },
            what.what);
      },
      [self](const fanout_drained& what) { self->state.drained(what.out); },
  };
}

} // namespace vestnik::actors
