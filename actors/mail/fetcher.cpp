#include "actors/mail/fetcher.hpp"

#include "actors/runtime/error.hpp"
#include "model/values/clock.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

using phase = fetch_state::phase;

/// A connection that was live for so long was a good one: the next trouble is new.
constexpr std::chrono::minutes good_life{1};
/// Connections in a row that break in IDLE, before the server is polled instead.
constexpr unsigned most_short_lives = 2;
/// Between two looks whether there is memory again, and how long to hold out: then the mail that
/// has come in part is given up, so that others can finish theirs.
constexpr std::chrono::milliseconds memory_pause{100};
constexpr std::chrono::seconds memory_patience{30};
/// A name may resolve to an address that is not allowed for a moment, while it moves.
constexpr std::chrono::minutes forbidden_pause{5};
/// An account may be refused for what passes: too many sign-ins, too much mail in a day. A wrong
/// password costs four sign-ins a day, which no provider takes for guessing.
constexpr std::chrono::hours refused_pause{6};

} // namespace

fetcher_state::fetcher_state(self_pointer me)
    : self{me} {}

void fetcher_state::connect() {
  if (!settings.lease->holds())
    return disconnect(no_lease());
  if (std::exchange(at_host, turn::taken) == turn::none)
    if (const auto wait = settings.pace->take_turn(order.server.host, self->clock().now());
        wait.count() > 0) {
      try_again_in(wait);
      return report(phase::waiting, progress.error, model::now() + wait);
    }
  at_host = turn::none;
  ++attempt;
  caught_up = live = false;
  progress = {};
  progress.folder = order.cursor.folder;
  report(phase::connecting);
  mail::imap_client_settings session;
  session.server = order.server;
  session.password = order.password.reveal();
  session.folder = order.cursor.folder;
  session.uidvalidity = order.cursor.uidvalidity;
  session.last_uid = order.cursor.last_uid;
  session.limits = settings.limits;
  session.batch = settings.batch;
  session.idle_renewal = settings.idle_renewal;
  session.poll_interval = settings.poll_interval;
  if (short_lives >= most_short_lives)
    session.news_by = mail::imap_news_by::polling;
  line = std::make_unique<imap_line>(*thread, self, attempt, std::move(session), settings.lease,
                                     *this);
}

void fetcher_state::disconnect(const model::error& why) {
  // Batches that are complete go on to the mailbox; what is being read comes again.
  line.reset();
  batches.clear();
  not_reading.reset();
  memory->unfinished(0);
  if (live) {
    const bool was_good = self->clock().now() - live_since >= good_life;
    short_lives = was_good ? 0 : short_lives + 1;
    if (was_good)
      pauses.reset();
  }
  using model::ec;
  if (why.code == ec::mail_refused || why.code == ec::invalid) {
    spdlog::warn("mailbox:{} is refused: {}", order.account.value, why.message);
    if (why.code == ec::invalid)
      return report(phase::refused, why.message);
    try_again_in(refused_pause);
    return report(phase::refused, why.message, model::now() + refused_pause);
  }
  auto pause = std::max(pauses.next(), why.retry_after);
  if (why.code == ec::forbidden)
    pause = std::max<std::chrono::milliseconds>(pause, forbidden_pause);
  pause = std::max(pause, renumberings.pause());
  spdlog::info("mailbox:{} connects again in {} ms: {}", order.account.value, pause.count(),
               why.message);
  try_again_in(pause);
  report(phase::waiting, why.message, model::now() + pause);
}

void fetcher_state::try_again_in(std::chrono::milliseconds pause) {
  next_attempt = self->clock().now() + pause;
  self->delayed_send(self, pause, atom::retry::value);
}

void fetcher_state::retry() {
  if (line)
    mind_memory();
  else if (self->clock().now() >= next_attempt)
    connect();
}

void fetcher_state::mind_memory() {
  if (!line)
    return;
  memory->unfinished(line->held());
  const auto now = self->clock().now();
  if (!memory->must_wait()) {
    if (std::exchange(not_reading, std::nullopt))
      line->resume();
  } else if (!not_reading) {
    not_reading = now;
    line->pause();
    self->delayed_send(self, memory_pause, atom::retry::value);
  } else if (now - *not_reading >= memory_patience) {
    disconnect({model::ec::unavailable,
                "There is too much mail at once; this goes on later.",
                {},
                std::chrono::minutes{1}});
  } else {
    self->delayed_send(self, memory_pause, atom::retry::value);
  }
}

template <class Message>
void fetcher_state::hear(const Message& message) {
  if (line)
    line->hear(message);
  if (ending)
    disconnect(*std::exchange(ending, std::nullopt));
  else if (!not_reading)
    mind_memory();
}

fetcher_state::batch& fetcher_state::current_batch() {
  if (batches.empty() || batches.back()->last_uid)
    batches.push_back(std::make_shared<batch>(memory));
  return *batches.back();
}

void fetcher_state::report(phase now, std::string error, model::timestamp retry_at) {
  progress.now = now;
  if (const auto words = renumberings.words(); !words.empty() && !error.ends_with(words))
    error += fmt::format("{}{}", error.empty() ? "" : " ", words);
  progress.error = std::move(error);
  progress.retry_at = retry_at;
  self->send(owner, progress);
}

void fetcher_state::parse(raw_mail mail) {
  const auto bytes = mail.raw.size();
  current_batch().bytes += bytes;
  memory->take(bytes);
  const auto into = batches.back();
  into->slots.emplace_back();
  ++into->missing;
  next_parser = (next_parser + 1) % parsers.size();
  self->request(parsers[next_parser], caf::infinite, mail)
      .then([this, into, slot = into->slots.size() - 1](
                const parsed_mail& parsed) { on_parsed(into, slot, parsed); },
            [this, uid = mail.facts.key.uid](const caf::error& why) {
              // The mail is not to blame, and comes again.
              spdlog::warn("mailbox:{}: UID {} could not be parsed: {}", order.account.value, uid,
                           from_caf(why).message);
              give_up(why);
            });
}

void fetcher_state::on_parsed(const std::shared_ptr<batch>& into, std::size_t slot,
                              const parsed_mail& mail) {
  into->slots[slot] = mail;
  --into->missing;
  hand_over();
}

void fetcher_state::hand_over() {
  while (!batches.empty() && batches.front()->last_uid && batches.front()->missing == 0) {
    const auto done = std::move(batches.front());
    batches.pop_front();
    mail_batch out;
    out.advance.after = std::exchange(order.cursor.last_uid, *done->last_uid);
    out.advance.to = order.cursor;
    out.backfill = !read_through;
    for (auto& slot : done->slots) {
      if (slot->problem.code == model::ec::none)
        out.mails.push_back(std::move(slot->mail));
      else
        out.quarantined.push_back({slot->mail.key, slot->problem.message});
    }
    ++unanswered;
    self->request(owner, caf::infinite, std::move(out))
        .then(
            [this, now = attempt, upto = order.cursor.last_uid, done](std::monostate) {
              --unanswered;
              stored = upto;
              if (now == attempt && line)
                on_stored(1);
            },
            [this](const caf::error& why) {
              // Not stored: everything after the last stored message is read again.
              --unanswered;
              give_up(why);
            });
  }
}

void fetcher_state::give_up(const caf::error& why) {
  spdlog::warn("mailbox:{}: its fetcher ends, and what lies behind UID {} comes again: {}",
               order.account.value, stored, from_caf(why).message);
  self->quit(why);
}

void fetcher_state::on_stored(std::size_t count) {
  line->grant_batches(count);
  if (caught_up && unanswered == 0 && batches.empty()) {
    go_live();
  } else if (!live) {
    report(phase::backfill);
  }
  if (ending)
    disconnect(*std::exchange(ending, std::nullopt));
}

void fetcher_state::on_signed_in(const mail::imap_capabilities&) {
  line->grant_batches(mail::imap_client_settings{}.batches_in_flight);
}

void fetcher_state::on_folder(const mail::imap_folder& folder) {
  const auto before = order.cursor.uidvalidity;
  using numbers = renumbering_pace::numbers;
  if (before != 0)
    renumberings.found(before == folder.uidvalidity ? numbers::kept : numbers::changed);
  if (before == folder.uidvalidity)
    return;
  order.cursor.uidvalidity = folder.uidvalidity;
  order.cursor.last_uid = 0;
  read_through = false;
  if (before != 0)
    self->request(owner, caf::infinite, folder_renumbered{order.cursor})
        .then([](std::monostate) {}, [this](const caf::error& why) { give_up(why); });
}

void fetcher_state::on_progress(std::size_t done, std::size_t remaining) {
  const bool first = progress.done == 0 && progress.remaining == 0;
  progress.done = done;
  progress.remaining = remaining;
  caught_up = remaining == 0 && caught_up;
  if (first && remaining > 0 && !live)
    report(phase::backfill);
}

void fetcher_state::on_message(mail::imap_message&& message) {
  raw_mail raw;
  raw.facts.key = {order.account, order.cursor.folder, order.cursor.uidvalidity, message.uid};
  raw.facts.date_received = message.internal_date;
  raw.facts.size = message.size;
  raw.facts.flags = std::move(message.flags);
  raw.raw = std::move(message.raw);
  parse(std::move(raw));
}

void fetcher_state::on_message_failed(std::uint32_t uid, const model::error& why) {
  parsed_mail failed;
  failed.mail.key = {order.account, order.cursor.folder, order.cursor.uidvalidity, uid};
  failed.problem = why;
  current_batch().slots.emplace_back(std::move(failed));
}

void fetcher_state::on_batch_end(std::uint32_t cursor) {
  current_batch().last_uid = cursor;
  hand_over();
}

void fetcher_state::on_idle() {
  caught_up = true;
  if (unanswered == 0 && batches.empty())
    go_live();
}

void fetcher_state::go_live() {
  if (!std::exchange(live, true))
    live_since = self->clock().now();
  read_through = true;
  report(phase::live);
}

void fetcher_state::on_verified() {
  // Only a probe verifies.
}

void fetcher_state::on_failed(const model::error& error) { ending = error; }

fetcher_actor::behavior_type fetcher(fetcher_actor::stateful_pointer<fetcher_state> self,
                                     net::io_executor* thread, mailbox_actor owner,
                                     std::vector<mime_worker_actor> parsers, fetch_order order,
                                     fetcher_settings settings) {
  auto& state = self->state;
  state.thread = thread;
  state.owner = std::move(owner);
  state.parsers = std::move(parsers);
  state.order = std::move(order);
  state.stored = state.order.cursor.last_uid;
  state.settings = std::move(settings);
  state.memory = std::make_shared<mail_share>(state.settings.memory);
  self->monitor(state.owner);
  self->set_down_handler([self](const caf::down_msg& down) { self->quit(down.reason); });
  state.connect();
  return line_behavior(self, [self](atom::retry) { self->state.retry(); });
}

} // namespace vestnik::actors
