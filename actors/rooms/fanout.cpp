#include "actors/rooms/fanout.hpp"

#include "actors/rooms/follow_retry.hpp"
#include "actors/runtime/error.hpp"
#include "consumers/wire/envelope.hpp"
#include "model/close_reason.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>

namespace vestnik::actors {

void fanout_state::join(const fanout_join& request) {
  const auto [found, is_new] = feeds.try_emplace(request.room, request.room);
  found->second.join(request);
  memberships[request.out.get()].insert(request.room);
  if (!is_new) {
    pump(found->second);
    return;
  }
  follow({request.room}, 1);
}

void fanout_state::follow(const room_follow& question, int attempt) {
  self->request(relay, follow_patience, question)
      .then(
          [this, room = question.room](std::uint64_t head) {
            if (const auto feed = feeds.find(room); feed != feeds.end()) {
              feed->second.begin(head);
              pump(feed->second);
            }
          },
          [this, question, attempt](const caf::error& why) { ask_again(question, attempt, why); });
}

template <class Question>
void fanout_state::ask_again(const Question& question, int attempt, const caf::error& why) {
  if (!is_temporary(why) || !follow_later(self, fanout_retry{question, attempt}))
    give_up(question.room, why);
}

void fanout_state::leave(model::room_name room, const std::shared_ptr<net::outbox>& out) {
  if (const auto rooms = memberships.find(out.get()); rooms != memberships.end()) {
    rooms->second.erase(room);
    if (rooms->second.empty())
      memberships.erase(rooms);
  }
  leave_feed(room, out);
}

void fanout_state::leave_feed(model::room_name room, const std::shared_ptr<net::outbox>& out) {
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
  flushing.erase(out.get());
  if (const auto rooms = memberships.extract(out.get()))
    for (const auto room : rooms.mapped())
      leave_feed(room, out);
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

void fanout_state::flushed(const std::shared_ptr<net::outbox>& out) {
  flushing.erase(out.get());
  const auto rooms = memberships.find(out.get());
  if (rooms == memberships.end())
    return;
  for (const auto room : rooms->second)
    if (const auto feed = feeds.find(room); feed != feeds.end()) {
      feed->second.flushed(out);
      pump(feed->second);
    }
}

void fanout_state::moved(const room_moved& move) {
  if (const auto feed = feeds.find(move.room); feed != feeds.end()) {
    feed->second.begin(move.head);
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
    if (flushing.insert(out.get()).second)
      out->when_flushed([me = fanout_actor{self}, weak = std::weak_ptr{out}] {
        if (auto flushed = weak.lock())
          caf::anon_send(me, fanout_flushed{std::move(flushed)});
      });
  if (const auto question = feed.next_read())
    read(*question, 1);
}

void fanout_state::read(const room_read& question, int attempt) {
  auto timed = question;
  timed.until = model::deadline::after(follow_patience, self->clock().now());
  self->request(directory, follow_patience, std::move(timed))
      .then(
          [this, room = question.room](const room_page& page) {
            const auto feed = feeds.find(room);
            if (feed == feeds.end())
              return;
            if (page.events.empty())
              return give_up(room, to_caf({model::ec::unavailable, "the log has a hole"}));
            room_feed::stretch frames;
            frames.reserve(page.events.size());
            for (const auto& event : page.events)
              frames.push_back({event->seq,
                                net::make_frame(net::frame_kind::text,
                                                consumers::encode_event(
                                                    *event, consumers::wire_form::multiplexed)),
                                model::leaver_of(*event)});
            feed->second.take(frames);
            pump(feed->second);
          },
          [this, question, attempt](const caf::error& why) { ask_again(question, attempt, why); });
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
      [self](const fanout_join& request) { self->state.join(request); },
      [self](const fanout_leave& request) { self->state.leave(request.room, request.out); },
      [self](const fanout_forget& request) { self->state.forget(request.out); },
      [self](const std::vector<delivery>& events) { self->state.deliver(events); },
      [self](const room_moved& move) { self->state.moved(move); },
      [self](const room_lost& loss) { self->state.lost(loss.room); },
      [self](const fanout_retry& retry) {
        std::visit(
            [&]<class Question>(const Question& question) {
              auto& state = self->state;
              if (!state.feeds.contains(question.room))
                return;
              if constexpr (std::is_same_v<Question, room_follow>)
                state.follow(question, retry.attempt);
              else
                state.read(question, retry.attempt);
            },
            retry.question);
      },
      [self](const fanout_flushed& event) { self->state.flushed(event.out); },
  };
}

} // namespace vestnik::actors
