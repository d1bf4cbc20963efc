#include "storage/append_batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace vestnik::storage {

namespace {

/// SQLite would take any bytes, and nobody could read them.
std::optional<model::error> text_problem_of(const append& request) {
  for (const auto& entry : request.entries)
    if (const auto* mail = std::get_if<mail_row>(&entry.rows); mail && !has_valid_texts(*mail))
      return model::error{
          model::ec::invalid,
          fmt::format("the mail with UID {} has a text that is no UTF-8", mail->mail.key.uid)};
  return std::nullopt;
}

/// Why an append cannot be meant, if it cannot.
std::optional<model::error> problem_of(const append& request) {
  const auto of_mailbox = [&](model::account_id account) {
    return request.room == model::room_of(account);
  };
  const auto fits = [&](const log_entry& entry) {
    if (model::traits_of(entry.kind).log != model::durability::durable)
      return false;
    if (std::holds_alternative<message_row>(entry.rows) ||
        std::holds_alternative<chat_change_row>(entry.rows))
      return request.room.kind == model::room_kind::chat;
    if (std::holds_alternative<chat_settings_row>(entry.rows))
      return request.room.kind == model::room_kind::user;
    // A mail is no client's write: were it known already, its `op` would have no seq.
    if (const auto* mail = std::get_if<mail_row>(&entry.rows))
      return of_mailbox(mail->mail.key.account) && entry.op.empty();
    if (const auto* quarantined = std::get_if<quarantine_row>(&entry.rows))
      return of_mailbox(quarantined->mail.key.account) && entry.op.empty();
    if (const auto* replaced = std::get_if<replaced_mails>(&entry.rows))
      return of_mailbox(replaced->account) && entry.op.empty();
    // The same of a notice.
    if (std::holds_alternative<told_notice>(entry.rows))
      return request.room.kind == model::room_kind::user && entry.op.empty();
    if (const auto* object = std::get_if<object_row>(&entry.rows))
      return request.room == model::room_of(object->table->description());
    return true;
  };
  const auto covers = [&](const folder_advance& step) { return of_mailbox(step.to.account); };
  if (std::all_of(request.entries.begin(), request.entries.end(), fits) &&
      std::all_of(request.cursors.begin(), request.cursors.end(), covers))
    return text_problem_of(request);
  return model::error{
      model::ec::invalid,
      fmt::format("an entry or cursor does not belong into {}", to_string(request.room)), "room"};
}

/// What would be noted of an entry at `seq`.
operation to_operation(const log_entry& from, model::room_name room, std::uint64_t seq) {
  return {from.author, from.op, room, seq, from.result, from.at};
}

} // namespace

append_batch::append_batch(database& in)
    : rooms_{in}
    , chats_{in}
    , messages_{in}
    , mail_accounts_{in}
    , mails_{in}
    , notices_{in}
    , objects_{in} {}

void append_batch::add(const append& request, answer_type& answer) {
  if (auto problem = problem_of(request))
    answer = std::move(*problem);
  else
    appends_.push_back({&request, &answer, {}});
}

void append_batch::clear() {
  appends_.clear();
  entries_.clear();
  places_.clear();
  mails_.folders_change();
}

model::result<void> append_batch::write() {
  using step = model::result<void> (append_batch::*)();
  constexpr step steps[]{&append_batch::take_places,     &append_batch::write_keyed_rows,
                         &append_batch::note_operations, &append_batch::change_chats,
                         &append_batch::write_rows,      &append_batch::give_back};
  if (appends_.empty())
    return {};
  for (const auto each : steps)
    if (auto done = (this->*each)(); !done)
      return done;
  answer();
  return {};
}

model::result<void> append_batch::take_places() {
  std::map<log_places::key_type, std::uint64_t> wanted;
  for (const auto& each : appends_)
    wanted[{each.request->room, each.request->token}] += each.request->entries.size();
  for (const auto& [key, count] : wanted)
    places_.push_back({key.first, key.second, count});
  if (auto taken = rooms_.take(places_); !taken)
    return taken;

  std::vector<append_in_work> accepted;
  for (const auto& each : appends_) {
    const auto& request = *each.request;
    const log_places::key_type key{request.room, request.token};
    const auto place = std::ranges::lower_bound(places_, key, {}, &log_places::key);
    if (!place->after) {
      place->count = 0;
      *each.answer = refusal_of(*place);
      continue;
    }
    // Before anything else of it is written; its places are given back.
    auto moved = mail_accounts_.advance(request.cursors);
    if (!moved)
      return moved.error();
    if (moved->is == mail_account_store::outcome::fate::refused) {
      *each.answer = std::move(moved->why);
      continue;
    }
    for (const auto& entry : request.entries)
      entries_.push_back(
          {accepted.size(), static_cast<std::size_t>(place - places_.begin()), &entry});
    accepted.push_back(each);
  }
  appends_ = std::move(accepted);
  return {};
}

model::result<void> append_batch::write_keyed_rows() {
  mails_.folders_change();
  for (auto& each : entries_) {
    auto written = model::result<mail_store::fate>{mail_store::fate::added};
    if (const auto* mail = std::get_if<mail_row>(&each.entry->rows))
      written = mails_.write(*mail);
    else if (const auto* quarantined = std::get_if<quarantine_row>(&each.entry->rows))
      written = mails_.write(*quarantined, each.entry->at);
    if (!written)
      return written.error();
    if (const auto* replaced = std::get_if<replaced_mails>(&each.entry->rows)) {
      const auto forgotten = mails_.forget(*replaced);
      if (!forgotten)
        return forgotten.error();
      if (*forgotten == 0)
        each.outcome.kind = append::fate::known;
    }
    auto removed = model::result<notice_store::fate>{notice_store::fate::removed};
    if (const auto* notice = std::get_if<told_notice>(&each.entry->rows))
      removed = notices_.remove(model::user_id{places_[each.place].room.id}, *notice);
    if (!removed)
      return removed.error();
    if (*written == mail_store::fate::known || *removed == notice_store::fate::told_before)
      each.outcome.kind = append::fate::known;
  }
  number();
  return {};
}

model::result<void> append_batch::change_chats() {
  std::size_t known = 0;
  for (auto& each : entries_) {
    if (each.outcome.kind != append::fate::appended)
      continue;
    const auto changed = apply(places_[each.place].room, each.entry->rows);
    if (!changed)
      return changed.error();
    if (*changed == change::known) {
      each.outcome = {0, append::fate::known, {}};
      ++known;
    }
  }
  if (known == 0)
    return {};
  std::vector<std::uint64_t> before;
  for (const auto& each : entries_)
    before.push_back(each.outcome.seq);
  number();
  std::vector<operation> moved;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto& each = entries_[i];
    const bool is_of_this = each.outcome.kind != append::fate::repeated_operation;
    const bool is_new_place = each.outcome.seq != before[i] || each.outcome.seq == 0;
    if (!each.entry->op.empty() && is_of_this && is_new_place)
      moved.push_back(to_operation(*each.entry, places_[each.place].room, each.outcome.seq));
  }
  return rooms_.renumber(moved);
}

model::result<append_batch::change> append_batch::apply(model::room_name room,
                                                        const entry_rows& rows) {
  const auto settled = [](const auto& done) -> model::result<change> {
    if (!done)
      return done.error();
    return *done == std::decay_t<decltype(*done)>::known ? change::known : change::made;
  };
  if (const auto* settings = std::get_if<chat_settings_row>(&rows))
    return settled(chats_.change(model::user_id{room.id}, *settings));
  const auto* row = std::get_if<chat_change_row>(&rows);
  if (row == nullptr)
    return change::made;
  const model::chat_id chat{room.id};
  if (const auto* wanted = std::get_if<message_change>(&row->change))
    return settled(messages_.change(chat, *wanted));
  return settled(chats_.change(chat, std::get<membership_change>(row->change)));
}

model::result<void> append_batch::finish(model::chat_id chat, const chat_change_row& row,
                                         std::uint64_t seq) {
  if (const auto* wanted = std::get_if<message_change>(&row.change))
    return messages_.finish(chat, *wanted, seq);
  return chats_.finish(chat, std::get<membership_change>(row.change), seq);
}

void append_batch::number() {
  std::vector<std::uint64_t> last;
  for (const auto& each : places_)
    last.push_back(each.after.value_or(0));
  for (auto& each : entries_)
    if (each.outcome.kind == append::fate::appended)
      each.outcome.seq = ++last[each.place];
}

model::result<void> append_batch::note_operations() {
  std::vector<operation> wanted;
  std::vector<entry_in_work*> of;
  for (auto& each : entries_)
    if (!each.entry->op.empty()) {
      wanted.push_back(to_operation(*each.entry, places_[each.place].room, each.outcome.seq));
      of.push_back(&each);
    }
  auto is_new = rooms_.note(wanted);
  if (!is_new)
    return is_new.error();
  if (std::ranges::find(*is_new, false) == is_new->end())
    return {};

  for (std::size_t i = 0; i < of.size(); ++i)
    if (!(*is_new)[i])
      of[i]->outcome.kind = append::fate::repeated_operation;
  number();
  std::vector<operation> moved;
  std::vector<operation> repeated;
  for (std::size_t i = 0; i < of.size(); ++i)
    if (!(*is_new)[i])
      repeated.push_back(wanted[i]);
    else if (std::exchange(wanted[i].seq, of[i]->outcome.seq) != of[i]->outcome.seq)
      moved.push_back(wanted[i]);
  // Before anybody is told of a first one: it may stand in this very batch.
  if (auto done = rooms_.renumber(moved); !done)
    return done;
  auto first = rooms_.find_first(repeated);
  if (!first)
    return first.error();
  auto next = first->begin();
  for (auto* each : of)
    if (each->outcome.kind == append::fate::repeated_operation) {
      if (next->room != places_[each->place].room)
        if (auto refused = refuse(*each); !refused)
          return refused;
      each->outcome.seq = next->seq;
      each->outcome.result = std::move(next++->result);
    }
  return {};
}

model::result<void> append_batch::refuse(const entry_in_work& repeated) {
  model::error why{model::ec::conflict, "this op was used for something else", "op"};
  auto& whole = appends_[repeated.of];
  // Only what is alone in its append has left nothing behind by now.
  if (whole.request->entries.size() > 1 || !whole.request->cursors.empty())
    return why;
  *whole.answer = std::move(why);
  whole.request = nullptr;
  return {};
}

model::result<void> append_batch::write_rows() {
  std::vector<placed_entry> entries;
  std::vector<placed_message> messages;
  std::vector<const object_row*> objects;
  for (const auto& [of, place, entry, outcome] : entries_) {
    if (outcome.kind != append::fate::appended)
      continue;
    const auto room = places_[place].room;
    entries.push_back({room, outcome.seq, entry});
    const model::chat_id chat{room.id};
    if (const auto* message = std::get_if<message_row>(&entry->rows))
      messages.push_back({chat, outcome.seq, entry->at, message});
    else if (const auto* row = std::get_if<chat_change_row>(&entry->rows)) {
      for (const auto& line : row->line)
        messages.push_back({chat, outcome.seq, entry->at, &line});
      if (auto finished = finish(chat, *row, outcome.seq); !finished)
        return finished;
    } else if (const auto* object = std::get_if<object_row>(&entry->rows))
      objects.push_back(object);
  }
  if (auto written = rooms_.write(entries); !written)
    return written;
  if (auto written = messages_.write(messages); !written)
    return written;
  return objects_.write(objects);
}

model::result<void> append_batch::give_back() {
  auto unused = places_;
  for (const auto& each : entries_)
    if (each.outcome.kind == append::fate::appended)
      --unused[each.place].count;
  std::erase_if(unused, [](const log_places& each) { return each.count == 0; });
  return rooms_.give_back(unused);
}

void append_batch::answer() {
  for (auto& [of, place, entry, outcome] : entries_) {
    if (outcome.kind != append::fate::repeated_operation)
      outcome.result = entry->result;
    appends_[of].outcomes.push_back(std::move(outcome));
  }
  for (auto& each : appends_)
    if (each.request != nullptr)
      *each.answer = write_result{std::move(each.outcomes)};
}

} // namespace vestnik::storage
