#include "storage/writer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <type_traits>

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
    , users_{*database_}
    , sessions_{*database_}
    , rooms_{*database_}
    , ownership_{*database_}
    , chats_{*database_}
    , mail_accounts_{*database_}
    , appends_{*database_}
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
        [this, &answer = done[i]]<class What>(const What& what) {
          if constexpr (std::is_same_v<What, append>)
            appends_.add(what, answer);
          else
            answer = to_write_result(apply(what));
        },
        writes[i]);
  }
  if (auto written = appends_.write(); !written)
    return written.error();
  if (auto committed = unit.commit(); !committed)
    return committed.error();
  return done;
}

model::result<activate_room::position> writer::apply(const activate_room& what) {
  return ownership_.activate(what);
}

model::result<std::monostate> writer::apply(const release_room& what) {
  return ownership_.release(what);
}

model::result<std::monostate> writer::apply(const create_user& what) {
  auto made = users_.create(what);
  if (made)
    if (auto room = rooms_.create(model::room_of(what.id)); !room)
      return room.error();
  return made;
}

model::result<std::monostate> writer::apply(const renew_password& what) {
  return users_.renew(what);
}

model::result<std::monostate> writer::apply(const create_session& what) {
  return sessions_.create(what);
}

model::result<std::monostate> writer::apply(const end_session& what) { return sessions_.end(what); }

model::result<std::monostate> writer::apply(const create_ticket& what) {
  return sessions_.create(what);
}

model::result<model::identity> writer::apply(const spend_ticket& what) {
  return sessions_.spend(what);
}

model::result<open_dialog::opened> writer::apply(const open_dialog& what) {
  auto opened = chats_.open(what);
  if (!opened || opened->what == open_dialog::opened::how::found)
    return opened;

  const auto room = model::room_of(what.candidate);
  if (auto made = rooms_.create(room, 1); !made)
    return made.error();
  const auto [low, high] = std::minmax(what.caller, what.peer);
  const boost::json::object data{
      {"members", boost::json::array{model::to_string(low), model::to_string(high)}}};
  log_entry created;
  created.kind = model::event_kind::chat_created;
  created.at = what.at;
  created.data = boost::json::serialize(data);
  const placed_entry first{room, 1, &created};
  if (auto written = rooms_.write({&first, 1}); !written)
    return written.error();
  return opened;
}

model::result<std::uint64_t> writer::apply(const mark_read& what) {
  // Of no place, to hold the room until the transaction ends: another owner waits, and reads it.
  log_places none{model::room_of(what.chat), what.token, 0};
  if (auto taken = rooms_.take({&none, 1}); !taken)
    return taken.error();
  if (!none.after)
    return stale(none.room, none.token);
  return chats_.mark(what);
}

model::result<model::account_id> writer::first_account(const operation& repeated) {
  auto found = rooms_.find_first({&repeated, 1});
  if (!found)
    return found.error();
  const auto& room = found->front().room;
  if (room.kind != model::room_kind::mailbox)
    return model::error{model::ec::conflict, "this op was used for something else", "op"};
  return model::account_id{room.id};
}

model::result<model::account_id> writer::apply(const create_mail_account& what) {
  const auto room = model::room_of(what.id);
  if (!what.op.empty()) {
    const operation done{what.owner, what.op, room, 0, "{}", what.at};
    auto is_new = rooms_.note({&done, 1});
    if (!is_new)
      return is_new.error();
    if (!is_new->front())
      return first_account(done);
  }
  if (auto made = mail_accounts_.create(what); !made)
    return made.error();
  if (auto made = rooms_.create(room); !made)
    return made.error();
  return what.id;
}

} // namespace vestnik::storage
