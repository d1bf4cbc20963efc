#include "storage/writer.hpp"

#include <concepts>
#include <cstddef>
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

} // namespace

writer::writer(std::unique_ptr<database> in, const retention& kept)
    : database_{std::move(in)}
    , appends_{*database_}
    , sessions_{*database_}
    , rooms_{*database_}
    , kept_{kept} {}

std::vector<model::result<write_result>> writer::commit(std::span<const write> writes) {
  auto together = commit_together(writes);
  if (together)
    return std::move(*together);

  const auto code = together.error().code;
  const auto hopeless =
      writes.size() == 1 || code == model::ec::outcome_unknown || code == model::ec::unavailable;
  results apart;
  apart.reserve(writes.size());
  for (std::size_t i = 0; i < writes.size(); ++i) {
    auto alone = hopeless ? together : commit_together(writes.subspan(i, 1));
    if (alone)
      apart.push_back(std::move(alone->front()));
    else
      apart.emplace_back(alone.error());
  }
  return apart;
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
  results done(writes.size(), write_result{});
  appends_.clear();
  for (std::size_t i = 0; i < writes.size(); ++i) {
    // Who takes a room over or releases it minds the appends before; no other write does.
    if (std::holds_alternative<activate_room>(writes[i]) ||
        std::holds_alternative<release_room>(writes[i])) {
      if (auto written = appends_.write(); !written)
        return written.error();
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
    return written.error();
  if (auto committed = unit.commit(); !committed)
    return committed.error();
  return done;
}

} // namespace vestnik::storage
