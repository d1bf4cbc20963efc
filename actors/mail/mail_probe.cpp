#include "actors/mail/mail_probe.hpp"

#include "actors/mail/stream_port.hpp"
#include "actors/runtime/error.hpp"

#include <utility>

namespace vestnik::actors {

mail_probe_state::~mail_probe_state() {
  if (stream)
    stream->close();
}

caf::result<std::monostate> mail_probe_state::begin(const fetch_order& order) {
  if (client)
    return to_caf({model::ec::conflict, "this probe has an order already"});
  mail::imap_client_settings own;
  own.server = order.server;
  own.password = order.password.reveal();
  own.goal = mail::imap_goal::verify;
  client = std::make_unique<mail::imap_client>(std::move(own), *this);
  net::stream_target target;
  target.host = order.server.host;
  target.port = order.server.port;
  target.security = order.server.security == model::mail_security::tls
                        ? net::stream_security::tls
                        : net::stream_security::plain;
  stream = thread->connect(
      std::move(target),
      std::make_shared<stream_port>(caf::actor_cast<fetcher_actor>(mail_probe_actor{self}), 0));
  self->monitor(caf::actor_cast<caf::actor>(self->current_sender()));
  self->set_down_handler([this](const caf::down_msg& down) { self->quit(down.reason); });
  promise = self->make_response_promise<std::monostate>();
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

void mail_probe_state::send(std::string_view bytes) {
  if (stream)
    stream->send(bytes);
}

void mail_probe_state::start_tls() {
  if (stream)
    stream->start_tls();
}

void mail_probe_state::expect_bytes_within(std::chrono::milliseconds limit) {
  if (stream)
    stream->expect_bytes_within(limit);
}

void mail_probe_state::call_me_after(std::chrono::milliseconds delay, std::uint64_t generation) {
  self->delayed_send(self, delay, stream_timer{0, generation});
}

// A probe fetches nothing: the machine does not call these with `imap_goal::verify`.
void mail_probe_state::on_signed_in(const mail::imap_capabilities&) {}
void mail_probe_state::on_folder(const mail::imap_folder&) {}
void mail_probe_state::on_progress(std::size_t, std::size_t) {}
void mail_probe_state::on_message(mail::imap_message&&) {}
void mail_probe_state::on_message_failed(std::uint32_t, const model::error&) {}
void mail_probe_state::on_batch_end(std::uint32_t) {}
void mail_probe_state::on_idle() {}

void mail_probe_state::on_verified() { finish({model::ec::none, {}}); }

void mail_probe_state::on_failed(const model::error& what) {
  auto told = what;
  if (told.code == model::ec::mail_refused)
    told.field = "password";
  else if (told.field.empty())
    told.field = "host";
  // To the one who asks, a server that does not answer is the server's fault, not ours.
  if (told.code == model::ec::unavailable)
    told.code = model::ec::mail_unreachable;
  finish(told);
}

mail_probe_actor::behavior_type
mail_probe(mail_probe_actor::stateful_pointer<mail_probe_state> self, net::io_executor* thread) {
  self->state.thread = thread;
  return {
      [self](const stream_opened&) { self->state.client->on_connected(); },
      [self](const stream_secured&) { self->state.client->on_secured(); },
      [self](const stream_bytes& what) { self->state.client->on_bytes(what.bytes); },
      [self](const stream_closed& what) { self->state.client->on_closed(what.why); },
      [self](const stream_timer& what) { self->state.client->on_timer(what.generation); },
      [](atom::retry) {
        // A probe tries once.
      },
      [self](const fetch_order& order) { return self->state.begin(order); },
  };
}

} // namespace vestnik::actors
