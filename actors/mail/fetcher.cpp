#include "actors/mail/fetcher.hpp"

#include "actors/mail/stream_port.hpp"
#include "actors/runtime/error.hpp"

#include <spdlog/spdlog.h>

#include <random>
#include <utility>

namespace vestnik::actors {

namespace {

using phase = fetch_state::phase;

/// A feeder of the protocol machine: ignores what an older connection says, and ends
/// the session afterwards if the machine has asked for it.
template <class Message, class Feed>
auto feeding(fetcher_state::self_pointer self, Feed feed) {
  return [self, feed](const Message& what) {
    auto& state = self->state;
    if (what.attempt != state.attempt || !state.client)
      return;
    feed(state, what);
    if (state.ending)
      state.disconnect(*std::exchange(state.ending, std::nullopt));
  };
}

model::error no_lease() { return {model::ec::unavailable, "this node is cut off from the others"}; }

} // namespace

fetcher_state::fetcher_state(self_pointer self_)
    : self{self_}
    , pauses{std::random_device{}()} {}

fetcher_state::~fetcher_state() {
  if (stream)
    stream->close();
}

void fetcher_state::connect() {
  if (!settings.lease->holds())
    return disconnect(no_lease());
  if (std::exchange(at_host, turn::taken) == turn::none)
    if (const auto wait = settings.pace->take_turn(order.server.host, self->clock().now());
        wait.count() > 0) {
      self->delayed_send(self, wait, atom::retry::value);
      return report(phase::waiting, progress.error, model::now() + wait);
    }
  at_host = turn::none;
  ++attempt;
  mail::imap_client_settings own;
  own.server = order.server;
  own.password = order.password.reveal();
  own.folder = order.cursor.folder;
  own.uidvalidity = order.cursor.uidvalidity;
  own.last_uid = order.cursor.last_uid;
  own.limits = settings.limits;
  own.batch = settings.batch;
  own.idle_renewal = settings.idle_renewal;
  own.poll_interval = settings.poll_interval;
  client = std::make_unique<mail::imap_client>(std::move(own), *this);
  caught_up = live = false;
  progress = {};
  progress.folder = order.cursor.folder;
  report(phase::connecting);
  net::stream_target target;
  target.host = order.server.host;
  target.port = order.server.port;
  target.security = order.server.security == model::mail_security::tls
                        ? net::stream_security::tls
                        : net::stream_security::plain;
  stream = thread->connect(std::move(target), std::make_shared<stream_port>(self, attempt));
}

void fetcher_state::disconnect(const model::error& why) {
  // Batches that are complete go on to the mailbox; what is being read comes again.
  ++attempt;
  client.reset();
  if (stream)
    stream->close();
  stream.reset();
  batches.clear();
  using model::ec;
  if (why.code == ec::mail_refused || why.code == ec::invalid || why.code == ec::forbidden) {
    spdlog::warn("mailbox:{} is refused: {}", order.account.value, why.message);
    return report(phase::refused, why.message);
  }
  const auto pause = std::max(pauses.next(), why.retry_after);
  spdlog::info("mailbox:{} connects again in {} ms: {}", order.account.value, pause.count(),
               why.message);
  self->delayed_send(self, pause, atom::retry::value);
  report(phase::waiting, why.message, model::now() + pause);
}

void fetcher_state::report(phase now, std::string error, model::timestamp retry_at) {
  progress.now = now;
  progress.error = std::move(error);
  progress.retry_at = retry_at;
  self->send(owner, progress);
}

void fetcher_state::parse(raw_mail what) {
  if (batches.empty() || batches.back()->last_uid)
    batches.push_back(std::make_shared<batch>());
  auto& into = batches.back();
  into->slots.emplace_back();
  ++into->missing;
  next_parser = (next_parser + 1) % parsers.size();
  self->request(parsers[next_parser], caf::infinite, what)
      .then([this, into, slot = into->slots.size() - 1](
                const parsed_mail& parsed) { on_parsed(into, slot, parsed); },
            [this, into, slot = into->slots.size() - 1, facts = what.facts](const caf::error& why) {
              on_parsed(into, slot, {facts, from_caf(why)});
            });
}

void fetcher_state::on_parsed(const std::shared_ptr<batch>& into, std::size_t slot,
                              const parsed_mail& what) {
  into->slots[slot] = what;
  --into->missing;
  hand_over();
}

void fetcher_state::hand_over() {
  while (!batches.empty() && batches.front()->last_uid && batches.front()->missing == 0) {
    const auto done = std::move(batches.front());
    batches.pop_front();
    mail_batch out;
    order.cursor.last_uid = *done->last_uid;
    out.cursor = order.cursor;
    for (auto& slot : done->slots) {
      if (slot->problem.code == model::ec::none)
        out.mails.push_back(std::move(slot->mail));
      else
        out.quarantined.push_back({slot->mail.key, slot->problem.message});
    }
    ++unanswered;
    self->request(owner, caf::infinite, std::move(out))
        .then(
            [this, now = attempt](std::monostate) {
              --unanswered;
              if (now == attempt && client)
                on_stored(1);
            },
            [this](const caf::error& why) {
              // Not stored: everything after the last stored message is read again.
              --unanswered;
              self->quit(why);
            });
  }
}

void fetcher_state::on_stored(std::size_t count) {
  client->grant_batches(count);
  if (caught_up && unanswered == 0 && batches.empty()) {
    live = true;
    pauses.reset();
    report(phase::live);
  } else if (!live) {
    report(phase::backfill);
  }
  if (ending)
    disconnect(*std::exchange(ending, std::nullopt));
}

void fetcher_state::send(std::string_view bytes) {
  if (!settings.lease->holds())
    ending = no_lease();
  else if (stream)
    stream->send(bytes);
}

void fetcher_state::start_tls() {
  if (stream)
    stream->start_tls();
}

void fetcher_state::expect_bytes_within(std::chrono::milliseconds limit) {
  if (stream)
    stream->expect_bytes_within(limit);
}

void fetcher_state::call_me_after(std::chrono::milliseconds delay, std::uint64_t generation) {
  self->delayed_send(self, delay, stream_timer{attempt, generation});
}

void fetcher_state::on_signed_in(const mail::imap_capabilities&) {
  client->grant_batches(mail::imap_client_settings{}.batches_in_flight);
}

void fetcher_state::on_folder(const mail::imap_folder& folder) {
  const auto before = order.cursor.uidvalidity;
  if (before == folder.uidvalidity)
    return;
  order.cursor.uidvalidity = folder.uidvalidity;
  order.cursor.last_uid = 0;
  if (before != 0)
    self->request(owner, caf::infinite, folder_renumbered{order.cursor})
        .then([](std::monostate) {}, [this](const caf::error& why) { self->quit(why); });
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
  raw_mail what;
  what.facts.key = {order.account, order.cursor.folder, order.cursor.uidvalidity, message.uid};
  what.facts.date_received = message.internal_date;
  what.facts.size = message.size;
  what.facts.flags = std::move(message.flags);
  what.raw = std::move(message.raw);
  parse(std::move(what));
}

void fetcher_state::on_message_failed(std::uint32_t uid, const model::error& why) {
  if (batches.empty() || batches.back()->last_uid)
    batches.push_back(std::make_shared<batch>());
  parsed_mail failed;
  failed.mail.key = {order.account, order.cursor.folder, order.cursor.uidvalidity, uid};
  failed.problem = why;
  batches.back()->slots.emplace_back(std::move(failed));
}

void fetcher_state::on_batch_end(std::uint32_t cursor) {
  if (batches.empty() || batches.back()->last_uid)
    batches.push_back(std::make_shared<batch>());
  batches.back()->last_uid = cursor;
  hand_over();
}

void fetcher_state::on_idle() {
  caught_up = true;
  if (unanswered == 0 && batches.empty()) {
    live = true;
    pauses.reset();
    report(phase::live);
  }
}

void fetcher_state::on_verified() {
  // Only a probe verifies.
}

void fetcher_state::on_failed(const model::error& what) { ending = what; }

fetcher_actor::behavior_type fetcher(fetcher_actor::stateful_pointer<fetcher_state> self,
                                     net::io_executor* thread, mailbox_actor owner,
                                     std::vector<mime_worker_actor> parsers, fetch_order order,
                                     fetcher_settings settings) {
  auto& state = self->state;
  state.thread = thread;
  state.owner = std::move(owner);
  state.parsers = std::move(parsers);
  state.order = std::move(order);
  state.settings = settings;
  self->monitor(state.owner);
  self->set_down_handler([self](const caf::down_msg& down) { self->quit(down.reason); });
  state.connect();
  return {
      feeding<stream_opened>(self, [](auto& s, const auto&) { s.client->on_connected(); }),
      feeding<stream_secured>(self, [](auto& s, const auto&) { s.client->on_secured(); }),
      feeding<stream_bytes>(self, [](auto& s, const auto& m) { s.client->on_bytes(m.bytes); }),
      feeding<stream_closed>(self, [](auto& s, const auto& m) { s.client->on_closed(m.why); }),
      feeding<stream_timer>(self, [](auto& s, const auto& m) { s.client->on_timer(m.generation); }),
      [self](atom::retry) {
        if (!self->state.client)
          self->state.connect();
      },
  };
}

} // namespace vestnik::actors
