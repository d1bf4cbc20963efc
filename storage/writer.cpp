#include "storage/writer.hpp"

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

template <class Result>
model::result<write_result> to_write_result(model::result<Result> from) {
  if (!from)
    return from.error();
  return write_result{std::move(*from)};
}

bool is_away(const model::error& why) {
  return why.code == model::ec::outcome_unknown || why.code == model::ec::unavailable;
}

} // namespace

writer::writer(std::unique_ptr<database> in, const retention& kept)
    : database_{std::move(in)}
    , appends_{*database_}
    , sessions_{*database_}
    , rooms_{*database_}
    , kept_{kept} {}

std::vector<model::result<write_result>> writer::commit(std::span<const write> writes) {
  results out;
  out.reserve(writes.size());
  commit_in_parts(writes, out);
  return out;
}

writer::database_state writer::commit_in_parts(std::span<const write> writes, results& out) {
  auto done = commit_together(writes);
  if (!done && !is_away(done.error()) && writes.size() > 1)
    done = commit_good(writes);
  if (done) {
    std::ranges::move(*done, std::back_inserter(out));
    return database_state::answers;
  }
  if (is_away(done.error()) || writes.size() == 1) {
    out.insert(out.end(), writes.size(), done.error());
    return is_away(done.error()) ? database_state::away : database_state::answers;
  }
  const auto half = writes.size() / 2;
  if (commit_in_parts(writes.first(half), out) == database_state::answers)
    return commit_in_parts(writes.subspan(half), out);
  // A later write of a room must not overtake one that is tried again.
  out.insert(out.end(), writes.size() - half,
             model::error{model::ec::unavailable, "the database went away before this was tried"});
  return database_state::away;
}

model::result<writer::purging> writer::purge_some(model::timestamp now) {
  transaction unit{*database_};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  auto next = take(next_purge_, now);
  if (!next)
    return next.error();
  if (auto done = unit.commit(); !done)
    return done.error();
  const bool ends = next_purge_ == purge_step::logs && *next == purge_step::operations;
  next_purge_ = *next;
  return ends ? purging::done : purging::more;
}

model::result<writer::purge_step> writer::take(purge_step step, model::timestamp now) {
  switch (step) {
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
  return *next ? step : purge_step::operations;
}

model::result<writer::results> writer::commit_together(std::span<const write> writes) {
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

model::result<writer::results> writer::commit_good(std::span<const write> writes) {
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

model::result<void> writer::apply_good(transaction& in, std::span<const write> writes,
                                       results& out) {
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
  if (writes.size() == 1) {
    out.emplace_back(applied.error());
    return {};
  }
  const auto half = writes.size() / 2;
  if (auto first = apply_good(in, writes.first(half), out); !first)
    return first;
  return apply_good(in, writes.subspan(half), out);
}

model::result<void> writer::apply(std::span<const write> writes, results& out) {
  results done(writes.size(), write_result{});
  appends_.clear();
  for (std::size_t i = 0; i < writes.size(); ++i) {
    // Who takes a room over or releases it minds the appends before; no other write does.
    if (std::holds_alternative<activate_room>(writes[i]) ||
        std::holds_alternative<release_room>(writes[i])) {
      if (auto written = appends_.write(); !written)
        return written;
      appends_.clear();
    }
    std::visit(
        [this, &answer = done[i]]<class Write>(const Write& request) {
          if constexpr (std::same_as<Write, append>)
            appends_.add(request, answer);
          else
            answer = to_write_result(request.apply(*database_));
        },
        writes[i]);
  }
  if (auto written = appends_.write(); !written)
    return written;
  std::ranges::move(done, std::back_inserter(out));
  return {};
}

} // namespace vestnik::storage
