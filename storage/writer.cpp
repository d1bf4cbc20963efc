#include "storage/writer.hpp"

#include "storage/sql/query.hpp"
#include "storage/sql/row_lock.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <utility>
#include <variant>

namespace vestnik::storage {

namespace {

/// Rows removed per transaction, so that others wait for milliseconds at most.
constexpr std::size_t purged_at_once = 2000;

/// Clocks jump: a round that begins far in the future keeps nobody from one.
constexpr statement take_turn{R"(
  UPDATE installation SET purged_at = $1 WHERE purged_at <= $2 OR purged_at > $3
  RETURNING purged_at)"};

template <class Result>
model::result<write_result> to_write_result(model::result<Result> from) {
  if (!from)
    return from.error();
  return write_result{std::move(*from)};
}

/// Rooms taken over in one transaction, so that appends wait for milliseconds at most.
constexpr std::size_t taken_over_at_once = 200;

/// The room that a write takes over or releases.
const model::room_name* owner_change_of(const write& order) {
  if (const auto* taken = std::get_if<activate_room>(&order))
    return &taken->room;
  if (const auto* released = std::get_if<release_room>(&order))
    return &released->room;
  return nullptr;
}

model::error not_tried() {
  return {model::ec::unavailable, "the database went away before this was tried"};
}

bool is_away(const model::error& why) {
  return why.code == model::ec::outcome_unknown ||
         (why.code == model::ec::unavailable && !is_row_locked(why));
}

/// The room whose writes are made in their order, if it is one of them.
const model::room_name* room_of(const write& order) {
  const auto* written = std::get_if<append>(&order);
  return written != nullptr ? &written->room : owner_change_of(order);
}

/// So many times a group waits for a lock in vain; then what would wait again is refused untried.
/// A bad write among thousands is found by some twenty.
constexpr std::size_t most_locks_met = 40;

} // namespace

writer::writer(std::unique_ptr<database> in, const retention& kept)
    : database_{std::move(in)}
    , appends_{*database_}
    , chats_{*database_}
    , sessions_{*database_}
    , rooms_{*database_}
    , kept_{kept} {}

std::vector<model::result<write_result>> writer::commit(std::span<const write> writes) {
  std::vector<const write*> order;
  std::vector<const write*> takeovers;
  for (const auto& each : writes)
    (std::holds_alternative<activate_room>(each) ? takeovers : order).push_back(&each);
  std::ranges::sort(takeovers, {}, [](const write* each) {
    return std::pair{std::get<activate_room>(*each).room, each};
  });
  auto next = order.empty() ? std::min(takeovers.size(), taken_over_at_once) : order.size();
  order.insert(order.end(), takeovers.begin(), takeovers.end());

  kept_out_.clear();
  locks_met_ = 0;
  results done;
  done.reserve(writes.size());
  selection rest{order};
  while (!rest.empty()) {
    const auto state = commit_in_parts(rest.first(next), done);
    rest = rest.subspan(next);
    next = std::min(rest.size(), taken_over_at_once);
    if (state == database_state::away) {
      done.insert(done.end(), rest.size(), not_tried());
      break;
    }
  }

  results out(writes.size(), write_result{});
  for (std::size_t i = 0; i < order.size(); ++i)
    out[static_cast<std::size_t>(order[i] - writes.data())] = std::move(done[i]);
  return out;
}

writer::database_state writer::commit_in_parts(selection writes, results& out) {
  auto done = commit_together(writes);
  if (!done && !is_away(done.error()) && writes.size() > 1)
    done = commit_good(writes);
  if (done) {
    std::ranges::move(*done, std::back_inserter(out));
    return database_state::answers;
  }
  if (is_away(done.error()) || writes.size() == 1) {
    for (const auto* each : writes)
      out.emplace_back(refusal_of(*each, done.error()));
    return is_away(done.error()) ? database_state::away : database_state::answers;
  }
  const auto half = writes.size() / 2;
  if (commit_in_parts(writes.first(half), out) == database_state::answers)
    return commit_in_parts(writes.subspan(half), out);
  // A later write of a room must not overtake one that is tried again.
  out.insert(out.end(), writes.size() - half, not_tried());
  return database_state::away;
}

model::result<writer::purging> writer::purge_some(model::timestamp now,
                                                  std::chrono::microseconds pause) {
  transaction unit{*database_};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  auto next = take(next_purge_, now, pause);
  if (!next)
    return next.error();
  if (auto done = unit.commit(); !done)
    return done.error();
  next_purge_ = *next;
  return *next == purge_step::turn ? purging::done : purging::more;
}

model::result<writer::purge_step> writer::take(purge_step step, model::timestamp now,
                                               std::chrono::microseconds pause) {
  switch (step) {
  case purge_step::turn: {
    const auto taken = count(*database_, take_turn, {now, now - pause, now + pause});
    if (!taken)
      return taken.error();
    return *taken > 0 ? purge_step::operations : step;
  }
  case purge_step::operations: {
    auto purged = rooms_.purge(now - kept_.operations, purged_at_once);
    if (!purged)
      return purged.error();
    return *purged < purged_at_once ? purge_step::sessions : step;
  }
  case purge_step::sessions: {
    auto purged = sessions_.purge(now, purged_at_once);
    if (!purged)
      return purged.error();
    return *purged < purged_at_once ? purge_step::tickets : step;
  }
  case purge_step::tickets: {
    auto purged = sessions_.purge_tickets(now, purged_at_once);
    if (!purged)
      return purged.error();
    return *purged < purged_at_once ? purge_step::logs : step;
  }
  case purge_step::logs:
    break;
  }
  auto next = rooms_.trim({now - kept_.personal_log, now - kept_.log}, trimmed_);
  if (!next)
    return next.error();
  trimmed_ = next->value_or(model::room_name{});
  return *next ? step : purge_step::turn;
}

model::result<writer::results> writer::commit_together(selection writes) {
  transaction unit{*database_};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  results out;
  if (auto applied = apply(writes, out); !applied)
    return applied.error();
  if (auto committed = unit.commit(); !committed)
    return committed.error();
  return out;
}

model::result<writer::results> writer::commit_good(selection writes) {
  transaction unit{*database_};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  results out;
  const auto half = writes.size() / 2;
  if (auto first = apply_good(unit, writes.first(half), out); !first)
    return first.error();
  if (auto second = apply_good(unit, writes.subspan(half), out); !second)
    return second.error();
  if (auto committed = unit.commit(); !committed)
    return committed.error();
  return out;
}

model::result<void> writer::apply_good(transaction& in, selection writes, results& out) {
  if (auto marked = in.set_savepoint(); !marked)
    return marked;
  results answers;
  auto applied = apply(writes, answers);
  // Fails as well if the database has failed a write that kept the error to itself.
  if (applied)
    applied = in.release_savepoint();
  if (applied) {
    std::ranges::move(answers, std::back_inserter(out));
    return {};
  }
  if (is_away(applied.error()))
    return applied;
  if (auto undone = in.undo_to_savepoint(); !undone)
    return undone;
  if (auto released = in.release_savepoint(); !released)
    return released;
  const bool waited = is_row_locked(applied.error());
  locks_met_ += waited ? 1 : 0;
  if (writes.size() == 1 || (waited && locks_met_ > most_locks_met)) {
    for (const auto* each : writes)
      out.emplace_back(refusal_of(*each, applied.error()));
    return {};
  }
  const auto half = writes.size() / 2;
  if (auto first = apply_good(in, writes.first(half), out); !first)
    return first;
  return apply_good(in, writes.subspan(half), out);
}

model::result<void> writer::apply(selection writes, results& out) {
  results done(writes.size(), write_result{});
  std::vector<const mark_read*> marks;
  std::vector<std::size_t> places_of_marks;
  appends_.clear();
  const auto locked = lock_rooms_of(writes);
  if (!locked)
    return locked.error();
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (const auto* room = room_of(*writes[i]); room != nullptr && kept_out_.contains(*room)) {
      done[i] = locked_by_another(*room);
      continue;
    }
    // Who takes a room over or releases it minds the appends before; no other write does.
    if (const auto* room = owner_change_of(*writes[i])) {
      if (auto written = appends_.write(); !written)
        return written;
      appends_.clear();
      keep_out_locked(writes, done);
      if (std::ranges::binary_search(*locked, *room)) {
        done[i] = locked_by_another(*room);
        continue;
      }
    }
    std::visit(
        [&, &answer = done[i]]<class Write>(const Write& request) {
          if constexpr (std::same_as<Write, append>) {
            appends_.add(request, answer);
          } else if constexpr (std::same_as<Write, mark_read>) {
            marks.push_back(&request);
            places_of_marks.push_back(i);
          } else {
            answer = to_write_result(request.apply(*database_));
          }
        },
        *writes[i]);
  }
  if (auto written = appends_.write(); !written)
    return written;
  keep_out_locked(writes, done);
  auto raised = chats_.raise(marks);
  if (!raised)
    return raised.error();
  for (std::size_t i = 0; i < marks.size(); ++i)
    done[places_of_marks[i]] = to_write_result(std::move((*raised)[i]));
  std::ranges::move(done, std::back_inserter(out));
  return {};
}

void writer::keep_out_locked(selection writes, const results& answers) {
  for (std::size_t i = 0; i < writes.size(); ++i)
    if (const auto* room = room_of(*writes[i]);
        room != nullptr && !answers[i] && is_locked_by_another(answers[i].error()))
      kept_out_.insert(*room);
}

model::error writer::refusal_of(const write& order, const model::error& why) {
  const auto* room = room_of(order);
  if (room == nullptr || !is_row_locked(why))
    return why;
  kept_out_.insert(*room);
  return locked_by_another(*room);
}

model::result<std::vector<model::room_name>> writer::lock_rooms_of(selection writes) {
  std::vector<model::room_name> rooms;
  for (const auto* each : writes)
    if (const auto* room = owner_change_of(*each))
      rooms.push_back(*room);
  return rooms_.lock(std::move(rooms));
}

} // namespace vestnik::storage
