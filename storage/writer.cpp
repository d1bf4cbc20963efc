#include "storage/writer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace vestnik::storage {

namespace {

/// Rows removed per transaction, so that others wait for milliseconds at most.
constexpr std::size_t purged_at_once = 2000;

/// Why an append cannot be meant, if it cannot.
std::optional<model::error> problem_of(const append& what) {
  const auto of_mailbox = [&](model::account_id account) {
    return what.room == model::room_of(account);
  };
  const auto fits = [&](const log_entry& entry) {
    if (!model::is_durable(entry.kind))
      return false;
    if (std::holds_alternative<message_row>(entry.rows))
      return what.room.kind == model::room_kind::chat;
    // A mail is no client's write: were it known already, its `op` would have no seq.
    if (const auto* mail = std::get_if<mail_row>(&entry.rows))
      return of_mailbox(mail->mail.key.account) && entry.op.empty();
    if (const auto* quarantined = std::get_if<quarantine_row>(&entry.rows))
      return of_mailbox(quarantined->mail.key.account) && entry.op.empty();
    return true;
  };
  const auto covers = [&](const folder_cursor& cursor) { return of_mailbox(cursor.account); };
  if (std::all_of(what.entries.begin(), what.entries.end(), fits) &&
      std::all_of(what.cursors.begin(), what.cursors.end(), covers))
    return std::nullopt;
  return model::error{
      model::ec::invalid,
      fmt::format("an entry or cursor does not belong into {}", to_string(what.room)), "room"};
}

} // namespace

writer::writer(std::unique_ptr<database> in, const retention& kept)
    : database_{std::move(in)}
    , users_{*database_}
    , sessions_{*database_}
    , rooms_{*database_}
    , chats_{*database_}
    , mail_accounts_{*database_}
    , mails_{*database_}
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
  entries_.clear();
  messages_.clear();
  transaction unit{*database_};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  results done;
  done.reserve(writes.size());
  for (const auto& each : writes)
    done.push_back(std::visit(
        [this](const auto& what) -> model::result<write_result> {
          auto answer = apply(what);
          if (!answer)
            return answer.error();
          return write_result{std::move(*answer)};
        },
        each));
  if (auto written = write_set_aside(); !written)
    return written.error();
  if (auto committed = unit.commit(); !committed)
    return committed.error();
  return done;
}

model::result<void> writer::write_set_aside() {
  if (auto written = rooms_.write(entries_); !written)
    return written;
  return chats_.write(messages_);
}

model::result<activate_room::position> writer::apply(const activate_room& what) {
  return rooms_.activate(what);
}

model::result<append::result_type> writer::apply(const append& what) {
  if (auto problem = problem_of(what))
    return *problem;
  auto last = rooms_.take_places(what.room, what.token, what.entries.size());
  if (!last)
    return last.error();

  append::result_type outcomes;
  outcomes.reserve(what.entries.size());
  auto seq = *last;
  for (const auto& entry : what.entries) {
    auto outcome = apply(entry, what.room, seq + 1);
    if (!outcome)
      return outcome.error();
    if (outcome->what == append::outcome::kind::appended)
      ++seq;
    outcomes.push_back(std::move(*outcome));
  }
  if (const auto unused = *last + what.entries.size() - seq; unused > 0)
    if (auto given = rooms_.give_back(what.room, unused); !given)
      return given.error();
  for (const auto& cursor : what.cursors)
    if (auto moved = mail_accounts_.move(cursor); !moved)
      return moved.error();
  return outcomes;
}

model::result<append::outcome> writer::apply(const log_entry& entry, model::room_name room,
                                             std::uint64_t seq) {
  if (!entry.op.empty()) {
    auto first = rooms_.note({entry.author, entry.op, room, seq, entry.result, entry.at});
    if (!first)
      return first.error();
    if (auto& found = *first)
      return append::outcome{found->seq, append::outcome::kind::repeated_operation,
                             std::move(found->result)};
  }
  auto written = model::result<mail_store::written>{mail_store::written::added};
  if (const auto* message = std::get_if<message_row>(&entry.rows))
    messages_.push_back({model::chat_id{room.id}, seq, entry.at, message});
  else if (const auto* mail = std::get_if<mail_row>(&entry.rows))
    written = mails_.write(*mail);
  else if (const auto* quarantined = std::get_if<quarantine_row>(&entry.rows))
    written = mails_.write(*quarantined, entry.at);
  if (!written)
    return written.error();
  if (*written == mail_store::written::known)
    return append::outcome{0, append::outcome::kind::known_mail, {}};
  entries_.push_back({room, seq, &entry});
  return append::outcome{seq, append::outcome::kind::appended, entry.result};
}

model::result<std::monostate> writer::apply(const create_user& what) {
  auto made = users_.create(what);
  if (made)
    if (auto room = rooms_.create(model::room_of(what.id)); !room)
      return room.error();
  return made;
}

model::result<std::monostate> writer::apply(const create_session& what) {
  return sessions_.create(what);
}

model::result<std::monostate> writer::apply(const end_session& what) { return sessions_.end(what); }

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

model::result<std::uint64_t> writer::apply(const mark_read& what) { return chats_.mark(what); }

model::result<model::account_id> writer::apply(const create_mail_account& what) {
  const auto room = model::room_of(what.id);
  if (!what.op.empty()) {
    auto first = rooms_.note({what.owner, what.op, room, 0, "{}", what.at});
    if (!first)
      return first.error();
    if (const auto& found = *first; found && found->room.kind == model::room_kind::mailbox)
      return model::account_id{found->room.id};
    else if (found)
      return model::error{model::ec::conflict, "this op was used for something else", "op"};
  }
  if (auto made = mail_accounts_.create(what); !made)
    return made.error();
  if (auto made = rooms_.create(room); !made)
    return made.error();
  return what.id;
}

} // namespace vestnik::storage
