#include "actors/mail/mail_probe.hpp"

#include "actors/runtime/error.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

namespace vestnik::actors {

caf::result<std::monostate> mail_probe_state::begin(const fetch_order& order) {
  if (line)
    return to_caf({model::ec::conflict, "this probe has an order already"});
  mail::imap_client_settings session;
  session.server = order.server;
  session.password = order.password.reveal();
  session.goal = mail::imap_goal::verify;
  session.limits = limits;
  // No lease is needed: it harms nobody when two nodes sign in at once.
  line =
      std::make_unique<imap_line>(*thread, caf::actor_cast<fetcher_actor>(mail_probe_actor{self}),
                                  0, std::move(session), std::make_shared<lease_guard>(), *this);
  self->monitor(caf::actor_cast<caf::actor>(self->current_sender()));
  self->set_down_handler([this](const caf::down_msg& down) { self->quit(down.reason); });
  promise = typed_answer_promise<std::monostate>{*self};
  return promise;
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
           mail::imap_limits limits) {
  self->state.thread = thread;
  self->state.limits = limits;
  return line_behavior(
      self,
      [](atom::retry) {
        // A probe tries once.
      },
      [self](const fetch_order& order) { return self->state.begin(order); });
}

} // namespace vestnik::actors
