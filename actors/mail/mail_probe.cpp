#include "actors/mail/mail_probe.hpp"

#include "actors/runtime/error.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

/// A person waits: a port that wants TLS, or another protocol, never greets.
constexpr std::chrono::seconds greeting_patience{10};

} // namespace

caf::result<std::monostate> mail_probe_state::begin(const fetch_order& order) {
  if (promise.pending())
    return to_caf({model::ec::conflict, "this probe has an order already"});
  session.server = order.server;
  session.password = order.password.reveal();
  session.goal = mail::imap_goal::verify;
  session.limits = settings.limits;
  session.greeting_timeout = greeting_patience;
  self->monitor(caf::actor_cast<caf::actor>(self->current_sender()));
  self->set_down_handler([this](const caf::down_msg& down) { self->quit(down.reason); });
  promise = typed_answer_promise<std::monostate>{*self};
  const auto turn =
      settings.pace->take_turn(order.server.host, self->clock().now(), settings.patience);
  if (turn > settings.patience)
    finish({model::ec::too_many, "too many people try this mail server", "host", turn});
  else if (turn.count() > 0)
    self->delayed_send(self, turn, atom::retry::value);
  else
    connect();
  return promise;
}

void mail_probe_state::connect() {
  // No lease is needed: it harms nobody when two nodes sign in at once.
  line =
      std::make_unique<imap_line>(*thread, caf::actor_cast<fetcher_actor>(mail_probe_actor{self}),
                                  0, std::move(session), std::make_shared<lease_guard>(), *this);
  self->delayed_send(self, settings.patience, atom::retry::value);
}

void mail_probe_state::retry() {
  if (!line)
    return connect();
  finish({model::ec::mail_unreachable,
          fmt::format("The mail server did not come to an end within {} s.",
                      settings.patience.count() / 1000.0),
          "host"});
}

void mail_probe_state::finish(const model::error& outcome) {
  if (!promise.pending())
    return;
  if (outcome.code == model::ec::none)
    promise.deliver(std::monostate{});
  else
    promise.deliver(to_caf(outcome));
  self->quit();
}

// A probe fetches nothing: the session does not call these with `imap_goal::verify`.
void mail_probe_state::on_signed_in(const mail::imap_capabilities&) {}
void mail_probe_state::on_folder(const mail::imap_folder&) {}
void mail_probe_state::on_progress(std::size_t, std::size_t) {}
void mail_probe_state::on_message(mail::imap_message&&) {}
void mail_probe_state::on_message_failed(std::uint32_t, const model::error&) {}
void mail_probe_state::on_batch_end(std::uint32_t) {}
void mail_probe_state::on_idle() {}

void mail_probe_state::on_verified() { finish({model::ec::none, {}}); }

void mail_probe_state::on_failed(const model::error& error) {
  auto outcome = error;
  if (outcome.code == model::ec::mail_refused)
    outcome.field = "password";
  else if (outcome.field.empty())
    outcome.field = "host";
  // To the person who adds the account, a server that does not answer is not our fault.
  if (outcome.code == model::ec::unavailable)
    outcome.code = model::ec::mail_unreachable;
  finish(outcome);
}

mail_probe_actor::behavior_type
mail_probe(mail_probe_actor::stateful_pointer<mail_probe_state> self, net::io_executor* thread,
           probe_settings settings) {
  self->state.thread = thread;
  self->state.settings = std::move(settings);
  return line_behavior(
      self, [self](atom::retry) { self->state.retry(); },
      [self](const fetch_order& order) { return self->state.begin(order); });
}

} // namespace vestnik::actors
