#include "actors/mail/mail_intake.hpp"

#include "actors/runtime/ask.hpp"
#include "actors/runtime/error.hpp"
#include "mail/imap/refusal.hpp"
#include "model/values/clock.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <caf/error.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

/// Whose fault a refusal is.
enum class fault : std::uint8_t {
  /// Of the database, now.
  of_the_storage,
  /// Of one of the entries, which would be refused again, and others would not.
  of_an_entry,
  /// Of an entry if others are stored, else of the storage, as when a table is damaged or missing.
  unclear,
};

fault fault_of(const model::error& why) {
  switch (why.code) {
  case model::ec::invalid:
  case model::ec::too_large:
    return fault::of_an_entry;
  case model::ec::conflict:
    return why.field == "cursor" ? fault::of_the_storage : fault::of_an_entry;
  case model::ec::internal:
    return fault::unclear;
  default:
    return fault::of_the_storage;
  }
}

const storage::mail_row* mail_in(const log_unit& unit) {
  return unit.entries.empty() ? nullptr
                              : std::get_if<storage::mail_row>(&unit.entries.front().rows);
}

/// The later half.
log_unit cut(log_unit& unit) {
  log_unit rest;
  const auto middle = unit.entries.begin() + static_cast<std::ptrdiff_t>(unit.entries.size() / 2);
  rest.entries.assign(std::make_move_iterator(middle), std::make_move_iterator(unit.entries.end()));
  unit.entries.erase(middle, unit.entries.end());
  return rest;
}

} // namespace

storage::log_entry quarantine_entry(model::quarantined_mail mail) {
  mail.reason = mail::shown_words(mail.reason);
  storage::log_entry entry;
  entry.kind = model::event_kind::mail_quarantined;
  entry.at = model::now();
  entry.data = json::serialize(
      json::object{{"folder", mail.key.folder}, {"uid", mail.key.uid}, {"reason", mail.reason}});
  entry.rows = storage::quarantine_row{std::move(mail)};
  return entry;
}

void mail_intake::write(log_unit unit, on_written done, room_owner::on_refused refused) {
  auto& next = tasks_.emplace_back();
  next.parts.push_back(std::move(unit));
  next.done = std::move(done);
  next.refused = std::move(refused);
  if (tasks_.size() == 1)
    write_part();
}

void mail_intake::write_part() {
  room_.append(
      tasks_.front().parts.front(), [this](const auto&) { part_written(); },
      [this](const caf::error& why) { part_refused(why); });
}

void mail_intake::part_written() {
  auto& now = tasks_.front();
  const auto is_mail = [](const storage::log_entry& each) {
    return std::holds_alternative<storage::mail_row>(each.rows);
  };
  if (std::ranges::any_of(now.parts.front().entries, is_mail))
    now.proven = task::evidence::takes_others;
  go_on();
}

void mail_intake::go_on() {
  tasks_.front().parts.pop_front();
  write_next();
}

void mail_intake::write_next() {
  auto& now = tasks_.front();
  if (now.parts.empty() && !now.doubtful.empty() && now.proven == task::evidence::none)
    return doubt();
  if (now.parts.empty() && (!now.doubtful.empty() || !now.cursors.empty()))
    now.parts.push_back({std::exchange(now.doubtful, {}), std::exchange(now.cursors, {})});
  if (now.parts.empty()) {
    const auto done = std::move(now.done);
    tasks_.pop_front();
    done();
  }
  if (!tasks_.empty())
    write_part();
}

void mail_intake::part_refused(const caf::error& why) {
  const auto reason = from_caf(why);
  const auto whose = fault_of(reason);
  auto& now = tasks_.front();
  auto& part = now.parts.front();
  const auto* mail = mail_in(part);
  if (whose == fault::of_the_storage || (mail == nullptr && part.entries.size() < 2))
    return refuse_all(why);
  // They move when all of the unit is stored.
  std::ranges::move(std::exchange(part.cursors, {}), std::back_inserter(now.cursors));
  if (part.entries.size() > 1) {
    now.parts.insert(std::next(now.parts.begin()), cut(part));
    return write_part();
  }
  const auto key = mail->mail.key;
  const auto& content = mail->mail.content;
  now.trials.push_back({mail->id, key, content.text.size() + content.html.size()});
  spdlog::warn(
      "mailbox:{}: the storage refuses the mail with UID {}, which goes to quarantine if it "
      "takes others: {}",
      key.account.value, key.uid, reason.message);
  now.doubtful.push_back(
      quarantine_entry({key, fmt::format("It cannot be stored: {}", reason.message)}));
  now.doubt = why;
  if (whose == fault::of_an_entry)
    now.proven = task::evidence::takes_others;
  go_on();
}

void mail_intake::doubt() {
  const auto& now = tasks_.front();
  std::map<model::mail_key, unsigned> counted;
  for (const auto& trial : now.trials)
    counted[trial.key] = refusals_[trial.key] + 1;
  refusals_ = std::move(counted);
  const auto often = [](const auto& each) { return each.second >= most_refusals; };
  if (!std::ranges::all_of(refusals_, often))
    return refuse_all(now.doubt);
  try_next();
}

void mail_intake::try_next() {
  auto& now = tasks_.front();
  if (now.trials.empty()) {
    now.proven = task::evidence::takes_others;
    return write_next();
  }
  ask(
      *self_, room_.database().writer, now.trials.front(),
      [this](std::monostate) {
        tasks_.front().trials.pop_front();
        try_next();
      },
      [this](const caf::error&) { refuse_all(tasks_.front().doubt); });
}

void mail_intake::refuse_all(const caf::error& why) {
  for (const auto& each : std::exchange(tasks_, {}))
    each.refused(why);
}

} // namespace vestnik::actors
