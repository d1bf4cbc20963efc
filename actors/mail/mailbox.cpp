#include "actors/mail/mailbox.hpp"

#include "actors/messenger/wire_json.hpp"
#include "actors/runtime/error.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

/// Before a broken fetcher is replaced.
constexpr std::chrono::seconds fetcher_pause{5};

/// Between two looks whether a former owner can still be following the server.
constexpr std::chrono::milliseconds clearance_pause{250};

/// A place between pages: `MICROSECONDS:ID` of the last mail given.
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

} // namespace

void mailbox_state::follow_server() {
  if (fetcher || room->failure())
    return;
  if (!node)
    return start_fetcher();
  if (std::exchange(clearance_, clearance::asked) == clearance::asked)
    return;
  const auto again = [this](std::chrono::milliseconds later) {
    clearance_ = clearance::not_asked;
    self->delayed_send(self, later, atom::wake::value);
  };
  self->request(room->database().reader_for(id.value), caf::infinite,
                storage::fetch_clearance{model::room_of(id), node})
      .then(
          [this, again](std::chrono::milliseconds wait) {
            if (wait.count() > 0)
              return again(std::min(wait, clearance_pause));
            clearance_ = clearance::not_asked;
            if (leaving.pending())
              release();
            else
              start_fetcher();
          },
          [again](const caf::error&) { again(clearance_pause); });
}

void mailbox_state::start_fetcher() {
  if (fetcher || room->failure())
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
  // Whoever joins before the fetcher has said anything waits for mail as well.
  newest_state = json::serialize(
      to_wire(fetch_state{fetch_state::phase::connecting, order.cursor.folder, 0, 0, {}, {}}));
  fetcher = make_fetcher(self, std::move(order));
  self->monitor(fetcher);
}

caf::result<std::monostate> mailbox_state::hand_over() {
  leaving = self->make_response_promise<std::monostate>();
  if (room->failure())
    room->hand_over(leaving);
  else if (fetcher)
    self->send_exit(fetcher, caf::exit_reason::user_shutdown);
  else
    // What a former owner may still be doing must be over before nobody has to wait for it.
    follow_server();
  return leaving;
}

void mailbox_state::fetcher_ended() {
  fetcher = nullptr;
  if (leaving.pending())
    return release();
  // A fetcher that breaks is replaced, a little later; what it brought is stored.
  self->delayed_send(self, fetcher_pause, atom::wake::value);
}

void mailbox_state::release() {
  const auto go = [this] { room->hand_over(std::exchange(leaving, {})); };
  self->request(room->database().writer, caf::infinite,
                storage::release_room{model::room_of(id), node})
      .then([go](std::monostate) { go(); },
            [go](const caf::error&) {
              // The next owner waits until this node's lease has ended.
              go();
            });
}

caf::result<model::json_text> mailbox_state::run(const model::command& what) {
  if (room->failure())
    return room->failure();
  if (what.caller != account.account.owner)
    return to_caf({model::ec::not_found, "no such mail account", "account"});
  if (const auto* body = std::get_if<model::list_mails>(&what.body))
    return list(*body);
  if (const auto* body = std::get_if<model::read_mail>(&what.body))
    return read(*body);
  return to_caf({model::ec::unknown_action, "a mailbox does not do this"});
}

caf::result<model::json_text> mailbox_state::list(const model::list_mails& body) {
  const auto before = parse_cursor(body.before);
  if (!before)
    return to_caf({model::ec::invalid, "before must be the cursor of the previous page", "before"});
  const auto limit = std::clamp<std::uint32_t>(body.limit, 1, settings.page);
  auto promise = self->make_response_promise<model::json_text>();
  self->request(room->database().reader_for(id.value), caf::infinite,
                storage::mail_page{id, before->at, before->id, limit + 1})
      .then(
          [promise, limit](const std::vector<storage::mail_summary>& found) mutable {
            auto mails = found;
            const bool more = mails.size() > limit;
            if (more)
              mails.pop_back();
            auto data = list_of("messages", mails);
            data["cursor"] = mails.empty() ? std::string{} : to_string(mails.back());
            data["more"] = more;
            promise.deliver(model::json_text{json::serialize(data)});
          },
          passing_to(promise));
  return promise;
}

caf::result<model::json_text> mailbox_state::read(const model::read_mail& body) {
  auto promise = self->make_response_promise<model::json_text>();
  self->request(room->database().reader_for(id.value), caf::infinite,
                storage::mail_by_id{id, body.mail})
      .then(
          [promise](const storage::mail_row& mail) mutable {
            json::object data;
            data.emplace("message", to_wire(mail));
            promise.deliver(model::json_text{json::serialize(data)});
          },
          passing_to(promise));
  return promise;
}

caf::result<std::monostate> mailbox_state::keep(const mail_batch& batch) {
  std::vector<storage::log_entry> entries;
  entries.reserve(batch.mails.size() + batch.quarantined.size());
  for (const auto& mail : batch.mails) {
    storage::mail_row row{model::mail_id{ids->next()}, mail,
                          snippet_of(mail.content.text, settings.snippet)};
    const auto data = to_wire(summary_of(row));
    entries.push_back(entry_of(model::event_kind::mail_received, data, std::move(row)));
  }
  for (const auto& mail : batch.quarantined)
    entries.push_back(
        entry_of(model::event_kind::mail_quarantined,
                 {{"folder", mail.key.folder}, {"uid", mail.key.uid}, {"reason", mail.reason}},
                 storage::quarantine_row{mail}));
  return append({std::move(entries), {batch.cursor}});
}

caf::result<std::monostate> mailbox_state::reset(const folder_renumbered& what) {
  return append(
      {{entry_of(model::event_kind::mailbox_reset,
                 {{"folder", what.cursor.folder}, {"uidvalidity", what.cursor.uidvalidity}}, {})},
       {what.cursor}});
}

caf::result<std::monostate> mailbox_state::append(log_unit what) {
  auto promise = self->make_response_promise<std::monostate>();
  const auto cursors = what.cursors;
  room->append(
      std::move(what),
      [this, cursors, promise](const auto&) mutable {
        // Where a new fetcher would go on.
        account.cursors = cursors;
        promise.deliver(std::monostate{});
      },
      passing_to(promise));
  return promise;
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
  state.ids = std::move(ids);
  state.secrets = std::move(secrets);
  state.make_fetcher = std::move(make_fetcher);
  state.settings = settings;
  self->set_down_handler([self](const caf::down_msg& down) {
    if (self->state.fetcher && down.source == self->state.fetcher.address())
      self->state.fetcher_ended();
  });
  // As with a chat: a read finds out first whether there is such an account.
  self->request(state.room->database().reader_for(id.value), caf::infinite,
                storage::mail_account_by_id{id})
      .await(
          [self](const storage::mail_source& source) {
            self->state.account = source;
            self->state.room->activate();
          },
          [self](const caf::error& why) { self->state.room->fail(why); });
  return {
      [self](const model::command& what) { return self->state.run(what); },
      [self](const room_join& join) -> caf::result<room_joined> {
        if (self->state.room->failure())
          return self->state.room->failure();
        if (join.user != self->state.account.account.owner)
          return to_caf({model::ec::not_found, "no such room", "rooms"});
        auto joined = self->state.room->log().position_of(join);
        joined.state = self->state.newest_state;
        return joined;
      },
      [self](const room_follow&) { return self->state.room->follow(); },
      [self](const room_unfollow&) { self->state.room->unfollow(); },
      [self](const room_read& what) { return self->state.room->read(what); },
      [](const room_notice&) {
        // Nothing is told to mailboxes.
      },
      [self](atom::wake) { self->state.follow_server(); },
      [self](atom::rest) { return self->state.fetcher ? activity::busy : self->state.room->now(); },
      [self](atom::end) { self->state.room->end(); },
      [self](atom::hand_over) { return self->state.hand_over(); },
      [self](atom::flush) { self->state.room->flush(); },
      [self](const mail_batch& batch) { return self->state.keep(batch); },
      [self](const folder_renumbered& what) { return self->state.reset(what); },
      [self](const fetch_state& now) {
        auto& own = self->state;
        own.newest_state = json::serialize(to_wire(now));
        own.room->publish_ephemeral(model::event_kind::mailbox_state, own.newest_state);
      },
  };
}

} // namespace vestnik::actors
