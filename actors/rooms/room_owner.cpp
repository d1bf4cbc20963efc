#include "actors/rooms/room_owner.hpp"

#include "actors/runtime/ask.hpp"
#include "actors/runtime/error.hpp"

#include <caf/actor_cast.hpp>
#include <caf/response_promise.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace vestnik::actors {

namespace {

/// Entries read at once while an unknown outcome is settled.
constexpr std::uint32_t settled_at_once = 500;

/// Between two looks whether everybody has been answered.
constexpr std::chrono::milliseconds pause_before_end{20};

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

void room_owner::activate() {
  ask_first(
      *self_, store_.writer, storage::activate_room{log_.room(), node_, life_},
      [this](const storage::activate_room::position& at) { log_.activated(at); },
      [this](const caf::error& why) { fail(why); });
}

void room_owner::fail(const caf::error& why) {
  failure_ = why;
  tell(*self_, caf::actor_cast<caf::actor>(self_), atom::end::value);
}

void room_owner::append(log_unit what, on_appended done, on_refused refused) {
  if (failure_)
    return refused(failure_);
  if (waiting_.empty())
    tell(*self_, caf::actor_cast<caf::actor>(self_), atom::flush::value);
  waiting_.push_back({std::move(what), std::move(done), std::move(refused)});
}

void room_owner::flush() {
  if (unsettled_.empty() && !waiting_.empty())
    write(std::exchange(waiting_, {}));
}

void room_owner::hand_over(caf::typed_response_promise<std::monostate> done) {
  handed_over_ = std::move(done);
  plays_ = part::former_owner;
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
  if (plays_ == part::owner || !awaits_answers(*self_))
    return self_->quit(failure_);
  caf::delayed_anon_send(caf::actor_cast<caf::actor>(self_), pause_before_end, atom::end::value);
}

void room_owner::write(std::vector<pending> units) {
  storage::append order{log_.room(), log_.token(), {}, {}};
  for (const auto& one : units) {
    order.entries.insert(order.entries.end(), one.what.entries.begin(), one.what.entries.end());
    order.cursors.insert(order.cursors.end(), one.what.cursors.begin(), one.what.cursors.end());
  }
  ++writing_;
  const auto batch = std::make_shared<std::vector<pending>>(std::move(units));
  ask(
      *self_, store_.writer, std::move(order),
      [this, batch](const storage::append::result_type& outcomes) {
        written(*batch, outcomes);
        write_answered();
      },
      [this, batch](const caf::error& why) {
        refused(std::move(*batch), why);
        write_answered();
      });
}

void room_owner::written(const std::vector<pending>& units,
                         const storage::append::result_type& outcomes) {
  auto news = std::exchange(untold_, {});
  auto outcome = outcomes.begin();
  for (const auto& one : units)
    for (const auto& entry : one.what.entries)
      if (const auto& each = *outcome++; each.kind == storage::append::fate::appended)
        news.events.push_back(log_.appended(entry, each.seq));
  std::span<const storage::append::outcome> rest{outcomes};
  for (const auto& one : units) {
    one.done(rest.first(one.what.entries.size()));
    rest = rest.subspan(one.what.entries.size());
  }
  publish(std::move(news));
}

void room_owner::refused(std::vector<pending> units, const caf::error& why) {
  switch (from_caf(why).code) {
  case model::ec::outcome_unknown:
    std::ranges::move(units, std::back_inserter(unsettled_));
    return;
  case model::ec::stale_token:
    failure_ = why;
    break;
  case model::ec::unavailable:
  case model::ec::storage_full:
    break;
  default:
    // One bad entry must not cost the others theirs.
    if (units.size() > 1) {
      for (auto& one : units) {
        std::vector<pending> alone;
        alone.push_back(std::move(one));
        write(std::move(alone));
      }
      return;
    }
  }
  for (const auto& one : units)
    one.refused(why);
}

void room_owner::write_answered() {
  if (--writing_ > 0)
    return;
  if (failure_)
    give_up(failure_);
  else if (!unsettled_.empty())
    settle();
  else
    publish_found();
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
        for (const auto& event : events)
          untold_.events.push_back(log_.found(event));
        settle_up_to(at);
      },
      [this](const caf::error& why) { give_up(why); });
}

void room_owner::settled() {
  auto again = std::exchange(unsettled_, {});
  std::ranges::move(waiting_, std::back_inserter(again));
  waiting_.clear();
  write(std::move(again));
}

void room_owner::give_up(const caf::error& why) {
  // Their entries may be in the log; whoever repeats them by their `op` finds out.
  const auto unknown =
      to_caf({model::ec::outcome_unknown,
              "it is not known whether this was stored; repeat it with the same op",
              {},
              std::chrono::seconds{1}});
  for (const auto& one : std::exchange(unsettled_, {}))
    one.refused(unknown);
  for (const auto& one : std::exchange(waiting_, {}))
    one.refused(why);
  publish_found();
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

void room_owner::publish(publication what) {
  if (what.events.empty())
    return;
  for (const auto& relay : followers_)
    tell(*self_, relay, what);
}

void room_owner::publish_found() { publish(std::exchange(untold_, {})); }

caf::result<room_joined> room_owner::join(const room_join& who) const {
  if (failure_)
    return failure_;
  return log_.position_of(who);
}

caf::result<std::uint64_t> room_owner::follow() {
  if (failure_)
    return failure_;
  auto relay = sender_of(*self_);
  if (!newest_states_.empty()) {
    publication states;
    for (const auto& [what, newest] : newest_states_)
      states.events.push_back(newest);
    tell(*self_, relay, std::move(states));
  }
  if (std::ranges::find(followers_, relay) == followers_.end())
    followers_.push_back(std::move(relay));
  return log_.head();
}

void room_owner::unfollow() { std::erase(followers_, sender_of(*self_)); }

caf::result<room_page> room_owner::read(const room_read& what) {
  if (failure_)
    return failure_;
  if (auto page = log_.recent(what))
    return std::move(*page);
  auto promise = self_->make_response_promise<room_page>();
  const stretch key{what.after, std::min(what.up_to, log_.head()), what.limit};
  auto& asking = reads_[key];
  asking.push_back(promise);
  if (asking.size() == 1)
    ask(
        *self_, store_.reader_for(log_.room().id),
        storage::log_range{log_.room(), what.after, std::get<1>(key), what.limit},
        [this, key](const std::vector<model::event>& events) { have_read(key, events); },
        [this, key](const caf::error& why) {
          for (auto& each : reads_.extract(key).mapped())
            each.deliver(why);
        });
  return promise;
}

void room_owner::have_read(const stretch& what, const std::vector<model::event>& events) {
  auto asking = std::move(reads_.extract(what).mapped());
  const auto [after, up_to, limit] = what;
  const auto first = events.empty() ? up_to + 1 : events.front().seq;
  if (first != after + 1) {
    // Retention has removed what they wait for; who comes again is told of the gap.
    log_.trimmed_before(first);
    const auto gone = to_caf({model::ec::not_found, "this part of the log is no longer kept"});
    for (auto& each : asking)
      each.deliver(gone);
    return;
  }
  room_page page;
  page.events.reserve(events.size());
  for (const auto& event : events)
    page.events.push_back(std::make_shared<const model::event>(event));
  for (auto& each : asking)
    each.deliver(page);
}

activity room_owner::now() const noexcept {
  return followers_.empty() && waiting_.empty() && unsettled_.empty() && reads_.empty() &&
                 writing_ == 0 && !awaits_answers(*self_)
             ? activity::resting
             : activity::busy;
}

} // namespace vestnik::actors
