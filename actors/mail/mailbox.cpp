#include "actors/mail/mailbox.hpp"

#include "actors/mail/mail_wire.hpp"
#include "actors/rooms/no_such_room.hpp"
#include "actors/rooms/read_answer.hpp"
#include "actors/rooms/room_behavior.hpp"
#include "model/values/clock.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

/// Between two looks whether a former owner may still follow the server.
constexpr std::chrono::milliseconds clearance_pause{250};

/// A place between pages: `MICROSECONDS:ID` of the last mail of a page.
struct page_cursor {
  model::timestamp at{};
  model::mail_id id{};
};

std::string to_string(const storage::mail_summary& last) {
  return fmt::format("{}:{}", last.received_at.time_since_epoch().count(), last.id.value);
}

std::optional<page_cursor> parse_cursor(std::string_view text) {
  if (text.empty())
    return page_cursor{};
  std::int64_t at = 0;
  std::int64_t id = 0;
  const auto* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, at);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != ':')
    return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, id);
  if (second.ec != std::errc{} || second.ptr != end)
    return std::nullopt;
  return page_cursor{model::timestamp{std::chrono::microseconds{at}}, model::mail_id{id}};
}

storage::log_entry entry_of(model::event_kind kind, const json::object& data,
                            storage::entry_rows rows) {
  storage::log_entry entry;
  entry.kind = kind;
  entry.at = model::now();
  entry.data = json::serialize(data);
  entry.rows = std::move(rows);
  return entry;
}

storage::log_entry reset_entry(const storage::folder_cursor& at, storage::entry_rows rows) {
  return entry_of(model::event_kind::mailbox_reset,
                  {{"folder", at.folder}, {"uidvalidity", at.uidvalidity}}, std::move(rows));
}

} // namespace

void mailbox_state::follow_server() {
  task_ = task::to_follow;
  if (is_leaving())
    return leave();
  if (fetcher || room->failure() || self->clock().now() < next_fetcher)
    return;
  if (!node)
    return start_fetcher();
  if (clearance_ == clearance::pending)
    return;
  const auto try_again = [this](std::chrono::milliseconds pause) {
    clearance_ = clearance::waiting;
    self->delayed_send(self, pause, atom::wake::value);
  };
  const bool first_look = std::exchange(clearance_, clearance::pending) == clearance::idle;
  self->request(room->database().reader_for(id.value), caf::infinite,
                storage::fetch_clearance{model::room_of(id), node})
      .then(
          [this, try_again, first_look](std::chrono::milliseconds wait) {
            if (wait.count() == 0) {
              clearance_ = clearance::idle;
              return start_fetcher();
            }
            if (first_look)
              spdlog::info("{} waits until the node that had it before has let it go",
                           model::to_string(model::room_of(id)));
            try_again(std::min(wait, clearance_pause));
          },
          [try_again](const caf::error&) { try_again(clearance_pause); });
}

activity mailbox_state::now() const {
  return task_ == task::to_follow ? activity::busy : room->now();
}

void mailbox_state::start_fetcher() {
  if (fetcher || is_leaving() || room->failure())
    return;
  auto password = secrets->unseal(account.sealed_password, id, "imap");
  if (!password) {
    newest_state = json::serialize(
        to_wire(fetch_state{fetch_state::phase::refused, "INBOX", 0, 0, password.error().message}));
    return;
  }
  fetch_order order;
  order.account = id;
  order.server = account.account.server;
  order.password = std::move(*password);
  order.cursor.account = id;
  order.cursor.folder = "INBOX";
  for (const auto& cursor : account.cursors)
    if (cursor.folder == order.cursor.folder)
      order.cursor = cursor;
  // For those who join before the first word of the fetcher.
  newest_state = json::serialize(
      to_wire(fetch_state{fetch_state::phase::connecting, order.cursor.folder, 0, 0, {}, {}}));
  fetcher = make_fetcher(self, std::move(order));
  self->monitor(fetcher);
}

caf::result<std::monostate> mailbox_state::hand_over() {
  leaving = typed_answer_promise<std::monostate>{*self};
  const auto answer = leaving;
  leave();
  return answer;
}

void mailbox_state::end() {
  ending = ends::soon;
  leave();
}

void mailbox_state::leave() {
  if (fetcher)
    return self->send_exit(fetcher, caf::exit_reason::user_shutdown);
  // Without a token it was never this node's.
  if (!node || room->log().token() == 0 || hold_ == hold::released)
    return released();
  if (std::exchange(hold_, hold::being_released) == hold::being_released)
    return;
  self->request(room->database().writer, caf::infinite,
                storage::release_room{model::room_of(id), node, room->log().token()})
      .then(
          [this](std::monostate) {
            hold_ = hold::released;
            released();
          },
          [this](const caf::error&) {
            // The next owner would wait for this node, whose lease does not end.
            hold_ = hold::held;
            self->delayed_send(self, clearance_pause, atom::wake::value);
          });
}

void mailbox_state::released() {
  if (leaving.pending())
    room->hand_over(std::exchange(leaving, {}));
  if (ending == ends::soon)
    room->end();
}

void mailbox_state::fetcher_ended() {
  fetcher = nullptr;
  if (is_leaving())
    return leave();
  // It is replaced. What it brought may be what the storage refuses: the mail server is left alone
  // for ever longer.
  const auto pause = pauses.next();
  next_fetcher = self->clock().now() + pause;
  self->delayed_send(self, pause, atom::wake::value);
}

caf::result<model::json_text> mailbox_state::run(const model::command& command) {
  if (command.caller != account.account.owner)
    return no_such_room(command);
  return run_command<model::mailbox_command>(*this, command);
}

caf::result<room_joined> mailbox_state::join(const room_join& request) const {
  if (request.user != account.account.owner)
    return no_such_room(request);
  auto joined = room->log().position_of(request);
  joined.state = newest_state;
  return joined;
}

caf::result<model::json_text> mailbox_state::answer(const model::command&,
                                                    const model::list_mails& body) {
  const auto before = parse_cursor(body.before);
  if (!before)
    return to_caf({model::ec::invalid, "before must be the cursor of the previous page", "before"});
  const auto limit = std::clamp<std::uint32_t>(body.limit, 1, settings.page);
  return answer_from(room->database().reader_for(id.value), self,
                     storage::mail_page{id, before->at, before->id, limit + 1},
                     [limit](std::vector<storage::mail_summary> mails) {
                       const auto more = cut_to_page(mails, limit, to_wire);
                       auto page = list_of("messages", mails, to_wire);
                       page["cursor"] = mails.empty() ? std::string{} : to_string(mails.back());
                       page["more"] = more;
                       return page;
                     });
}

caf::result<model::json_text> mailbox_state::answer(const model::command&,
                                                    const model::read_mail& body) {
  return answer_from(
      room->database().reader_for(id.value), self, storage::mail_by_id{id, body.mail},
      [](const storage::mail_row& mail) { return wrapped("message", to_wire(mail)); });
}

caf::result<std::monostate> mailbox_state::add(const mail_batch& batch) {
  std::vector<storage::log_entry> entries;
  entries.reserve(batch.mails.size() + batch.quarantined.size());
  for (const auto& mail : batch.mails) {
    storage::mail_row row{model::mail_id{ids->next()}, mail,
                          snippet_of(mail.content.text, settings.snippet)};
    auto data = to_wire(summary_of(row));
    if (batch.backfill)
      data["backfill"] = true;
    entries.push_back(entry_of(model::event_kind::mail_received, data, std::move(row)));
  }
  for (const auto& mail : batch.quarantined)
    entries.push_back(quarantine_entry(mail));
  return append({std::move(entries), {batch.advance}});
}

caf::result<std::monostate> mailbox_state::reset(const folder_renumbered& renumbering) {
  replaced = past::possible;
  return append({{reset_entry(renumbering.cursor, {})}, {{renumbering.cursor, 0}}});
}

void mailbox_state::forget_replaced() {
  if (account.cursors.empty() || std::exchange(replaced, past::none) == past::none)
    return;
  const auto& now = account.cursors.front();
  const storage::replaced_mails rows{id, now.folder, now.uidvalidity};
  room->append(
      {{reset_entry(now, rows)}, {}},
      [this](std::span<const storage::append::outcome> outcomes) {
        if (outcomes.front().kind != storage::append::fate::appended)
          return;
        // There may be more than one transaction removes.
        replaced = past::possible;
        forget_replaced();
      },
      [this](const caf::error&) { replaced = past::possible; });
}

caf::result<std::monostate> mailbox_state::append(log_unit unit) {
  typed_answer_promise<std::monostate> promise{*self};
  const auto reached = unit.cursors.front().to;
  intake->write(
      std::move(unit),
      [this, reached, promise]() mutable {
        // Where a new fetcher would go on.
        account.cursors = {reached};
        // A folder that is numbered anew may have nothing stored yet.
        if (reached.last_uid != 0)
          pauses.reset();
        promise.deliver(std::monostate{});
      },
      passing_to(promise));
  return promise;
}

void mailbox_state::publish_state(const fetch_state& progress) {
  newest_state = json::serialize(to_wire(progress));
  if (std::exchange(published_state, newest_state) != newest_state)
    room->publish_ephemeral(model::event_kind::mailbox_state, newest_state);
  if (progress.now == fetch_state::phase::live)
    forget_replaced();
}

mailbox_actor::behavior_type mailbox(mailbox_actor::stateful_pointer<mailbox_state> self,
                                     model::account_id id, store database,
                                     std::shared_ptr<model::id_generator> ids,
                                     std::shared_ptr<const storage::secret_box> secrets,
                                     fetcher_factory make_fetcher, room_settings room,
                                     mailbox_settings settings) {
  auto& state = self->state;
  state.id = id;
  state.node = room.id;
  state.room = std::make_unique<room_owner>(self, model::room_of(id), std::move(database), room);
  state.intake = std::make_unique<mail_intake>(self, *state.room);
  state.ids = std::move(ids);
  state.secrets = std::move(secrets);
  state.make_fetcher = std::move(make_fetcher);
  state.settings = settings;
  self->set_down_handler([self](const caf::down_msg& down) {
    if (self->state.fetcher && down.source == self->state.fetcher.address())
      self->state.fetcher_ended();
  });
  // A read finds out whether there is such an account, before anything is written.
  self->request(state.room->database().reader_for(id.value), caf::infinite,
                storage::mail_account_by_id{id})
      .await(
          [self](const storage::mail_source& source) {
            self->state.account = source;
            self->state.room->activate();
          },
          [self](const caf::error& why) { self->state.room->fail(why); });
  return room_behavior(
      self, [self](atom::wake) { self->state.follow_server(); },
      [self](atom::end) { self->state.end(); }, [self](atom::rest) { return self->state.now(); },
      [self](atom::hand_over) { return self->state.hand_over(); },
      [self](const mail_batch& batch) { return self->state.add(batch); },
      [self](const folder_renumbered& renumbering) { return self->state.reset(renumbering); },
      [self](const fetch_state& progress) { self->state.publish_state(progress); });
}

} // namespace vestnik::actors
