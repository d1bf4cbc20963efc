#include "actors/store/store_writer.hpp"

#include "actors/runtime/error.hpp"
#include "model/values/clock.hpp"

#include <spdlog/spdlog.h>

#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

using writer_pointer = store_writer_actor::stateful_pointer<store_writer_state>;

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

template <class... Writes>
store_writer_actor::behavior_type behaviour(writer_pointer self, boost::mp11::mp_list<Writes...>) {
  return {
      gather<Writes>(self)...,
      [self](atom::commit) { self->state.commit(); },
      [self](atom::purge) { self->state.purge(); },
  };
}

} // namespace

void store_writer_state::add(storage::write write, answer_promise promise) {
  if (writes.size() >= settings.waiting)
    return promise.deliver(to_caf(
        {model::ec::unavailable, "the database does not keep up", {}, std::chrono::seconds{1}}));
  if (const auto* append = std::get_if<storage::append>(&write);
      append != nullptr && given_up.contains(append->room))
    return promise.deliver(to_caf({model::ec::unavailable,
                                   "an earlier write of the room could not be made",
                                   {},
                                   std::chrono::seconds{1}}));
  if (std::exchange(next_commit, next::due) == next::none)
    self->send(self, atom::commit::value);
  writes.push_back(std::move(write));
  promises.push_back(std::move(promise));
}

void store_writer_state::commit() {
  next_commit = next::none;
  given_up.clear();
  refuse_doubtful();
  if (writes.empty())
    return;
  if (tried_since == clock::time_point{})
    tried_since = self->clock().now();
  const auto outcomes = database->commit(writes);
  const bool may_wait = self->clock().now() - tried_since < settings.patience;
  auto done = std::exchange(writes, {});
  auto askers = std::exchange(promises, {});
  for (std::size_t i = 0; i < done.size(); ++i)
    if (may_wait && is_away(outcomes[i])) {
      writes.push_back(std::move(done[i]));
      promises.push_back(std::move(askers[i]));
    } else {
      settle(done[i], std::move(askers[i]), outcomes[i]);
    }
  if (!writes.empty()) {
    next_commit = next::due;
    return self->delayed_send(self, settings.pause_between_attempts, atom::commit::value);
  }
  tried_since = {};
  if (!given_up.empty()) {
    // Arrives after all that has come while the database was waited for.
    next_commit = next::due;
    self->send(self, atom::commit::value);
  }
}

void store_writer_state::settle(const storage::write& write, answer_promise promise,
                                const outcome& result) {
  note_doubt(write, result);
  const auto* append = std::get_if<storage::append>(&write);
  if (append != nullptr && is_away(result))
    given_up.insert(append->room);
  if (!result)
    promise.deliver(to_caf(result.error()));
  else
    std::visit([&promise](const auto& value) { promise.deliver(value); }, *result);
}

void store_writer_state::refuse_doubtful() {
  if (in_doubt.empty())
    return;
  auto batch = std::exchange(writes, {});
  auto askers = std::exchange(promises, {});
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto* append = std::get_if<storage::append>(&batch[i]);
    if (append != nullptr && in_doubt.contains(append->room)) {
      askers[i].deliver(to_caf({model::ec::outcome_unknown,
                                "an earlier write of the room has an unknown outcome",
                                {},
                                std::chrono::seconds{1}}));
    } else {
      writes.push_back(std::move(batch[i]));
      promises.push_back(std::move(askers[i]));
    }
  }
}

void store_writer_state::note_doubt(const storage::write& write, const outcome& answer) {
  if (const auto* append = std::get_if<storage::append>(&write)) {
    if (!answer && answer.error().code == model::ec::outcome_unknown)
      in_doubt.insert(append->room);
  } else if (const auto* taken = std::get_if<storage::activate_room>(&write); taken && answer) {
    in_doubt.erase(taken->room);
  }
}

void store_writer_state::purge() {
  const auto done = database->purge_some(model::now());
  if (!done)
    spdlog::warn("what has had its time could not be removed: {}", done.error().message);
  if (done && *done == storage::writer::purging::more)
    self->send(self, atom::purge::value);
  else
    self->delayed_send(self, settings.purge_interval, atom::purge::value);
}

store_writer_actor::behavior_type store_writer(writer_pointer self,
                                               std::shared_ptr<storage::writer> database,
                                               store_writer_settings settings) {
  self->state.database = std::move(database);
  self->state.settings = settings;
  if (settings.purge_interval.count() > 0)
    self->send(self, atom::purge::value);
  return behaviour(self, storage::writes{});
}

} // namespace vestnik::actors
