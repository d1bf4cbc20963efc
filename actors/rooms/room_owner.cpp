#include "actors/rooms/room_owner.hpp"

#include "actors/rooms/write_answer.hpp"
#include "actors/runtime/ask.hpp"
#include "actors/runtime/error.hpp"
#include "model/values/clock.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

/// Entries read at once while an unknown outcome is settled.
constexpr std::uint32_t settled_at_once = 500;

/// How long the owner of a room that does not exist says so.
constexpr std::chrono::seconds missing_for{1};

/// Between two looks whether all requests are answered.
constexpr std::chrono::milliseconds pause_before_end{20};

caf::error unknown() {
  return to_caf({model::ec::outcome_unknown,
                 "it is not known whether this was stored; repeat it with the same op",
                 {},
                 std::chrono::seconds{1}});
}

relay_actor sender_of(caf::scheduled_actor& self) {
  return caf::actor_cast<relay_actor>(self.current_sender());
}

} // namespace

room_owner::room_owner(caf::scheduled_actor* self, model::room_name room, store database,
                       const room_settings& settings)
    : self_{self}
    , log_{room, settings.tail}
    , store_{std::move(database)}
    , node_{settings.node}
    , life_{settings.id} {}

void room_owner::activate(std::function<void()> done) {
  ask_first(
      *self_, store_.writer, storage::activate_room{log_.room(), node_, life_},
      [this, done = std::move(done)](const storage::activate_room::position& at) {
        log_.activated(at);
        if (done)
          done();
      },
      [this](const caf::error& why) { fail(why); });
}

void room_owner::fail(const caf::error& why) {
  failure_ = why;
  const auto me = caf::actor_cast<caf::actor>(self_);
  if (from_caf(why).code != model::ec::not_found)
    return tell(*self_, me, atom::end::value);
  // Whoever follows it asks this owner again, which says that there is no such room; the next one
  // would have to be made for that.
  for (const auto& relay : std::exchange(followers_, {}))
    tell(*self_, relay, relay_retry{log_.room(), 1});
  // What reaches an owner that has ended bounces, and its sender is told that the answer is lost.
  caf::delayed_anon_send(me, missing_for, atom::end::value);
}

void room_owner::append(log_unit unit, on_appended done, on_refused refused) {
  if (failure_)
    return refused(failure_);
  flush_soon();
  waiting_.push_back({std::move(unit), std::move(done), std::move(refused), {}});
}

caf::result<model::json_text> room_owner::post(storage::log_entry entry) {
  typed_answer_promise<model::json_text> promise{*self_};
  post(std::move(entry), promise);
  return promise;
}

void room_owner::post(storage::log_entry entry, typed_answer_promise<model::json_text> promise) {
  append(
      {{std::move(entry)}, {}},
      [promise](std::span<const storage::append::outcome> outcomes) mutable {
        promise.deliver(to_answer(outcomes.front()));
      },
      passing_to(promise));
}

void room_owner::flush() {
  if (!unsettled_.empty())
    return;
  for (auto& request : std::exchange(waiting_, {}))
    write(std::move(request));
  // Who sent what was found while an outcome was settled is answered first.
  if (repeating_ == 0)
    publish(std::exchange(unpublished_, {}));
}

void room_owner::hand_over(typed_answer_promise<std::monostate> done) {
  handed_over_ = std::move(done);
  role_ = role::former_owner;
  flush();
  if (!failure_)
    failure_ = to_caf({model::ec::unavailable,
                       "the room moves to another node",
                       {},
                       std::chrono::milliseconds{100}});
  // What is being settled is a last write, too.
  if (writing_ == 0 && unsettled_.empty())
    give_up(failure_);
}

void room_owner::end() {
  if (role_ == role::owner || !awaits_answers(*self_))
    return self_->quit(failure_);
  caf::delayed_anon_send(caf::actor_cast<caf::actor>(self_), pause_before_end, atom::end::value);
}

void room_owner::write(append_request request) {
  ++writing_;
  storage::append order{log_.room(), log_.token(), request.unit.entries, request.unit.cursors};
  const auto shared = std::make_shared<append_request>(std::move(request));
  const auto before = shared->before;
  ask(
      *self_, store_.writer, std::move(order),
      [this, shared, before](const storage::append::result_type& outcomes) {
        written(*shared, outcomes);
        write_answered(before);
      },
      [this, shared, before](const caf::error& why) {
        refused(std::move(*shared), why);
        write_answered(before);
      });
}

void room_owner::written(const append_request& request,
                         const storage::append::result_type& outcomes) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto& [seq, kind, result] = outcomes[i];
    if (kind == storage::append::fate::appended && seq == log_.head() + 1) {
      flush_soon();
      unpublished_.events.push_back(log_.appended(request.unit.entries[i], seq));
    } else if (seq > log_.head()) {
      failure_ = to_caf({model::ec::unavailable,
                         "the log has entries that its owner did not write",
                         {},
                         std::chrono::milliseconds{100}});
    }
  }
  request.done(outcomes);
}

void room_owner::refused(append_request request, const caf::error& why) {
  const auto code = from_caf(why).code;
  if (code == model::ec::outcome_unknown) {
    request.before = append_request::past::may_be_stored;
    return unsettled_.push_back(std::move(request));
  }
  if (code == model::ec::stale_token)
    failure_ = why;
  // What a repetition is refused for says nothing of the first time.
  request.refused(request.before == append_request::past::none ? why : unknown());
}

void room_owner::write_answered(append_request::past before) {
  // Others may be answered earlier: what is refused for want of room waits for no commit.
  if (before == append_request::past::may_be_stored && --repeating_ == 0)
    flush();
  if (--writing_ > 0)
    return;
  if (failure_)
    give_up(failure_);
  else if (!unsettled_.empty())
    settle();
}

void room_owner::settle() {
  ask(
      *self_, store_.writer, storage::activate_room{log_.room(), node_, life_},
      [this](const storage::activate_room::position& at) { settle_up_to(at); },
      [this](const caf::error& why) { give_up(why); });
}

void room_owner::settle_up_to(const storage::activate_room::position& at) {
  if (log_.head() >= at.last_seq) {
    log_.activated(at);
    return settled();
  }
  ask(
      *self_, store_.reader_for(log_.room().id),
      storage::log_range{log_.room(), log_.head(), at.last_seq, settled_at_once},
      [this, at](const std::vector<model::event>& events) {
        if (events.empty())
          return give_up(to_caf({model::ec::internal, "the log has a hole"}));
        for (const auto& event : events) {
          flush_soon();
          unpublished_.events.push_back(log_.found(event));
        }
        settle_up_to(at);
      },
      [this](const caf::error& why) { give_up(why); });
}

void room_owner::settled() {
  auto again = std::exchange(unsettled_, {});
  repeating_ = again.size();
  std::ranges::move(std::exchange(waiting_, {}), std::back_inserter(again));
  for (auto& request : again)
    write(std::move(request));
}

void room_owner::give_up(const caf::error& why) {
  // Their entries may be in the log; whoever repeats them by their `op` finds out.
  for (const auto& request : std::exchange(unsettled_, {}))
    request.refused(unknown());
  for (const auto& request : std::exchange(waiting_, {}))
    request.refused(why);
  publish(std::exchange(unpublished_, {}));
  if (handed_over_.pending()) {
    handed_over_.deliver(std::monostate{});
    for (const auto& relay : std::exchange(followers_, {}))
      tell(*self_, relay, relay_retry{log_.room(), 1});
  }
  fail(why);
}

void room_owner::publish_ephemeral(model::event_kind kind, std::string data, std::int64_t subject) {
  auto news = std::make_shared<const model::event>(
      model::event{log_.room(), 0, kind, model::now(), std::move(data), subject});
  if (model::traits_of(kind).policy == model::delivery_policy::coalesce)
    newest_states_[{kind, subject}] = news;
  publish({{std::move(news)}});
}

void room_owner::publish(publication news) {
  if (news.events.empty())
    return;
  for (const auto& relay : followers_)
    tell(*self_, relay, news);
}

void room_owner::flush_soon() {
  if (waiting_.empty() && unpublished_.events.empty())
    tell(*self_, caf::actor_cast<caf::actor>(self_), atom::flush::value);
}

caf::result<room_joined> room_owner::join(const room_join& request) const {
  if (failure_)
    return failure_;
  return log_.position_of(request);
}

caf::result<std::uint64_t> room_owner::follow(publication besides) {
  if (failure_)
    return failure_;
  auto relay = sender_of(*self_);
  for (const auto& [subject, newest] : newest_states_)
    besides.events.push_back(newest);
  if (!besides.events.empty())
    tell(*self_, relay, std::move(besides));
  if (std::ranges::find(followers_, relay) == followers_.end())
    followers_.push_back(std::move(relay));
  return log_.head();
}

void room_owner::unfollow() { std::erase(followers_, sender_of(*self_)); }

caf::result<room_page> room_owner::read(const room_read& request) {
  if (failure_)
    return failure_;
  if (auto page = log_.recent(request))
    return std::move(*page);
  typed_answer_promise<room_page> promise{*self_};
  const stretch key{request.after, std::min(request.up_to, log_.head()), request.limit};
  auto& waiting = reads_[key];
  waiting.push_back(promise);
  if (waiting.size() == 1)
    ask(
        *self_, store_.reader_for(log_.room().id),
        storage::log_range{log_.room(), request.after, std::get<1>(key), request.limit},
        [this, key](const std::vector<model::event>& events) { have_read(key, events); },
        [this, key](const caf::error& why) {
          // A range that stands in a loop's head dies before the loop (until C++23).
          const auto failed = reads_.extract(key);
          for (auto& each : failed.mapped())
            each.deliver(why);
        });
  return promise;
}

void room_owner::have_read(const stretch& place, const std::vector<model::event>& events) {
  auto waiting = std::move(reads_.extract(place).mapped());
  const auto [after, up_to, limit] = place;
  const auto first = events.empty() ? up_to + 1 : events.front().seq;
  if (first != after + 1) {
    // Retention has removed this part; a client that comes again is told of the gap.
    log_.trimmed_before(first);
    const auto gone = to_caf({model::ec::not_found, "this part of the log is no longer kept"});
    for (auto& each : waiting)
      each.deliver(gone);
    return;
  }
  room_page page;
  page.events.reserve(events.size());
  for (const auto& event : events)
    page.events.push_back(std::make_shared<const model::event>(event));
  for (auto& each : waiting)
    each.deliver(page);
}

activity room_owner::now() const noexcept {
  return followers_.empty() && waiting_.empty() && unsettled_.empty() && reads_.empty() &&
                 writing_ == 0 && !awaits_answers(*self_)
             ? activity::resting
             : activity::busy;
}

} // namespace vestnik::actors
