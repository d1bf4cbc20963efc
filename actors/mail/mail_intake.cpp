#include "actors/mail/mail_intake.hpp"

#include "actors/runtime/error.hpp"
#include "mail/imap/refusal.hpp"
#include "model/values/clock.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <caf/error.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstddef>
#include <iterator>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

/// Whether the same entries would be refused again, and others may not be.
bool is_of_an_entry(const model::error& why) {
  switch (why.code) {
  case model::ec::invalid:
  case model::ec::too_large:
  case model::ec::internal:
    return true;
  case model::ec::conflict:
    return why.field != "cursor";
  default:
    return false;
  }
}

/// The later half; the cursors go with it.
log_unit cut(log_unit& unit) {
  log_unit rest;
  const auto middle = unit.entries.begin() + static_cast<std::ptrdiff_t>(unit.entries.size() / 2);
  rest.entries.assign(std::make_move_iterator(middle), std::make_move_iterator(unit.entries.end()));
  unit.entries.erase(middle, unit.entries.end());
  rest.cursors = std::exchange(unit.cursors, {});
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
  tasks_.front().parts.pop_front();
  if (tasks_.front().parts.empty()) {
    const auto done = std::move(tasks_.front().done);
    tasks_.pop_front();
    done();
  }
  if (!tasks_.empty())
    write_part();
}

void mail_intake::part_refused(const caf::error& why) {
  const auto reason = from_caf(why);
  auto& parts = tasks_.front().parts;
  auto& part = parts.front();
  if (is_of_an_entry(reason) && part.entries.size() > 1) {
    parts.insert(std::next(parts.begin()), cut(part));
    return write_part();
  }
  if (is_of_an_entry(reason) && part.entries.size() == 1)
    if (const auto* mail = std::get_if<storage::mail_row>(&part.entries.front().rows)) {
      const auto key = mail->mail.key;
      spdlog::warn("mailbox:{}: the mail with UID {} goes to quarantine, since the storage refuses "
                   "it: {}",
                   key.account.value, key.uid, reason.message);
      part.entries.front() =
          quarantine_entry({key, fmt::format("It cannot be stored: {}", reason.message)});
      return write_part();
    }
  for (const auto& each : std::exchange(tasks_, {}))
    each.refused(why);
}

} // namespace vestnik::actors
