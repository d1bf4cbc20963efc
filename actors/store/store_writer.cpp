#include "actors/store/store_writer.hpp"

#include "actors/runtime/error.hpp"
#include "actors/store/lateness.hpp"
#include "storage/sql/row_lock.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

using writer_pointer = store_writer_actor::stateful_pointer<store_writer_state>;

static_assert(store_writer_settings{}.patience <= store_patience);

/// The handler of one kind of write: join the batch.
template <class Write>
auto gather(writer_pointer self) {
  return [self](const Write& write) -> caf::result<storage::answer_to<Write>> {
    typed_answer_promise<storage::answer_to<Write>> promise{*self};
    self->state.add(write, promise);
    return promise;
  };
}

/// Whether the write has not been made, since the database was away.
bool is_away(const model::result<storage::write_result>& outcome) {
  return !outcome && outcome.error().code == model::ec::unavailable;
}

/// The room that a write concerns, if nothing else of the room may overtake it.
const model::room_name* room_of(const storage::write& write) {
  if (const auto* append = std::get_if<storage::append>(&write))
    return &append->room;
  if (const auto* taken = std::get_if<storage::activate_room>(&write))
    return &taken->room;
  if (const auto* released = std::get_if<storage::release_room>(&write))
    return &released->room;
  return nullptr;
}

const model::room_name* room_of_append(const storage::write& write) {
  const auto* append = std::get_if<storage::append>(&write);
  return append == nullptr ? nullptr : &append->room;
}

const model::error& too_slow() {
  static const model::error why{
      model::ec::unavailable, "the database does not keep up", {}, std::chrono::seconds{1}};
  return why;
}

template <class... Writes>
store_writer_actor::behavior_type behaviour(writer_pointer self, boost::mp11::mp_list<Writes...>) {
  return {
      gather<Writes>(self)...,
      [self](atom::commit) { self->state.commit(); },
      [self](atom::expire) { self->state.expire(); },
      [self](atom::retry) { self->state.retry(); },
  };
}

} // namespace

void store_writer_state::add(storage::write write, answer_promise promise) {
  const auto now = self->clock().now();
  asker from{std::move(promise), model::deadline::after(settings.patience, now)};
  if (waiting_.writes.size() + asking_.size() >= settings.waiting)
    return from.promise.deliver(to_caf(too_slow()));
  if (const auto* room = room_of_append(write); room != nullptr && given_up_.contains(*room))
    return from.promise.deliver(to_caf(*objection_to(write, from, now)));
  waiting_.add(std::move(write), std::move(from));
  if (under_way_)
    look_again();
  else
    commit_soon({});
}

void store_writer_state::commit() {
  next_commit_ = next::none;
  given_up_.clear();
  refuse_hopeless();
  if (auto ready = take_ready(); !ready.writes.empty())
    send_to_committer(std::move(ready));
  else if (!given_up_.empty())
    commit_soon({});
}

void store_writer_state::expire() {
  next_expiry_ = next::none;
  refuse_hopeless();
  if (under_way_)
    look_again();
}

void store_writer_state::retry() {
  next_retry_ = next::none;
  if (!under_way_)
    commit_soon({});
}

store_writer_state::batch store_writer_state::take_ready() {
  if (next_retry_ == next::none)
    return std::exchange(waiting_, {});
  const auto now = self->clock().now();
  std::unordered_set<model::room_name> held;
  batch ready;
  auto all = std::exchange(waiting_, {});
  for (std::size_t i = 0; i < all.writes.size(); ++i) {
    const auto* room = room_of(all.writes[i]);
    const bool waits = now < all.askers[i].not_before || (room != nullptr && held.contains(*room));
    if (waits && room != nullptr)
      held.insert(*room);
    (waits ? waiting_ : ready).add(std::move(all.writes[i]), std::move(all.askers[i]));
  }
  return ready;
}

void store_writer_state::send_to_committer(batch next) {
  under_way_ = std::make_shared<std::vector<storage::write>>(std::move(next.writes));
  asking_ = std::move(next.askers);
  self->request(committer, caf::infinite, commit_order{under_way_})
      .then([this](commit_outcomes& became) { hear(std::move(became.each)); },
            [this](const caf::error& why) {
              hear(std::vector<outcome>(asking_.size(), from_caf(why)));
            });
}

void store_writer_state::hear(std::vector<outcome> outcomes) {
  const auto next_attempt = self->clock().now() + settings.pause_between_attempts;
  const auto done = std::exchange(under_way_, nullptr);
  auto askers = std::exchange(asking_, {});
  batch again;
  std::chrono::milliseconds pause{};
  for (std::size_t i = 0; i < askers.size(); ++i)
    if (is_away(outcomes[i]) && !askers[i].until.has_passed(next_attempt)) {
      if (const auto& why = outcomes[i].error();
          storage::is_locked_by_another(why) || storage::is_row_locked(why)) {
        askers[i].not_before = next_attempt;
        retry_soon();
      } else {
        pause = settings.pause_between_attempts;
      }
      again.add(std::move((*done)[i]), std::move(askers[i]));
    } else {
      settle((*done)[i], std::move(askers[i].promise), outcomes[i]);
    }
  // Those that came meanwhile stay behind.
  std::ranges::move(waiting_.writes, std::back_inserter(again.writes));
  std::ranges::move(waiting_.askers, std::back_inserter(again.askers));
  waiting_ = std::move(again);
  refuse_hopeless();
  // What has come already and is not read yet arrives before this.
  if (!waiting_.writes.empty() || !given_up_.empty())
    commit_soon(pause);
}

void store_writer_state::settle(const storage::write& write, answer_promise promise,
                                const outcome& result) {
  note_doubt(write, result);
  if (const auto* room = room_of_append(write); room != nullptr && is_away(result))
    given_up_.insert(*room);
  if (!result)
    promise.deliver(to_caf(result.error()));
  else
    std::visit([&promise](const auto& value) { promise.deliver(value); }, *result);
}

const model::error* store_writer_state::objection_to(const storage::write& write, const asker& from,
                                                     clock::time_point now) const {
  static const model::error doubtful{model::ec::outcome_unknown,
                                     "an earlier write of the room has an unknown outcome",
                                     {},
                                     std::chrono::seconds{1}};
  static const model::error behind{model::ec::unavailable,
                                   "an earlier write of the room could not be made",
                                   {},
                                   std::chrono::seconds{1}};
  const auto* room = room_of_append(write);
  if (room != nullptr && in_doubt_.contains(*room))
    return &doubtful;
  if (room != nullptr && given_up_.contains(*room))
    return &behind;
  return from.until.has_passed(now) ? &too_slow() : nullptr;
}

void store_writer_state::refuse_hopeless() {
  const auto now = self->clock().now();
  const auto is_late = [now](const asker& each) { return each.until.has_passed(now); };
  if (in_doubt_.empty() && given_up_.empty() && std::ranges::none_of(waiting_.askers, is_late))
    return;
  auto all = std::exchange(waiting_, {});
  for (std::size_t i = 0; i < all.writes.size(); ++i)
    if (const auto* why = objection_to(all.writes[i], all.askers[i], now))
      settle(all.writes[i], std::move(all.askers[i].promise), *why);
    else
      waiting_.add(std::move(all.writes[i]), std::move(all.askers[i]));
}

void store_writer_state::note_doubt(const storage::write& write, const outcome& answer) {
  if (const auto* room = room_of_append(write)) {
    if (!answer && answer.error().code == model::ec::outcome_unknown)
      in_doubt_.insert(*room);
  } else if (const auto* taken = std::get_if<storage::activate_room>(&write); taken && answer) {
    in_doubt_.erase(taken->room);
  }
}

void store_writer_state::commit_soon(std::chrono::milliseconds pause) {
  if (std::exchange(next_commit_, next::due) == next::due)
    return;
  if (pause.count() > 0)
    self->delayed_send(self, pause, atom::commit::value);
  else
    self->send(self, atom::commit::value);
}

void store_writer_state::retry_soon() {
  if (std::exchange(next_retry_, next::due) == next::none)
    self->delayed_send(self, settings.pause_between_attempts, atom::retry::value);
}

void store_writer_state::look_again() {
  if (waiting_.writes.empty() || std::exchange(next_expiry_, next::due) == next::due)
    return;
  const auto oldest = std::ranges::min_element(waiting_.askers, {}, &asker::until);
  const auto left = oldest->until.left(self->clock().now());
  self->delayed_send(self, left + std::chrono::milliseconds{1}, atom::expire::value);
}

store_writer_actor::behavior_type store_writer(writer_pointer self, store_committer_actor committer,
                                               store_writer_settings settings) {
  self->state.committer = std::move(committer);
  self->state.settings = settings;
  return behaviour(self, storage::writes{});
}

} // namespace vestnik::actors
