#include "actors/mail/imap_line.hpp"

#include "actors/mail/stream_port.hpp"

#include <caf/send.hpp>

#include <chrono>
#include <string_view>
#include <utility>

namespace vestnik::actors {

namespace {

net::stream_target target_of(const model::mail_server& server) {
  net::stream_target target;
  target.host = server.host;
  target.port = server.port;
  // STARTTLS begins in plain text.
  target.security = server.security == model::mail_security::tls ? net::stream_security::tls
                                                                 : net::stream_security::plain;
  return target;
}

} // namespace

imap_line::imap_line(net::io_executor& thread, fetcher_actor actor, std::uint64_t attempt,
                     mail::imap_client_settings settings, std::shared_ptr<const lease_guard> lease,
                     mail::imap_client_handler& handler)
    : actor_{std::move(actor)}
    , attempt_{attempt}
    , lease_{std::move(lease)}
    , handler_{handler}
    , stream_{thread.connect(target_of(settings.server),
                             std::make_shared<stream_port>(actor_, attempt))}
    , client_{std::move(settings), *this, handler} {}

imap_line::~imap_line() { stream_->close(); }

void imap_line::hear(const stream_opened& message) {
  if (message.attempt == attempt_)
    client_.on_connected();
}

void imap_line::hear(const stream_secured& message) {
  if (message.attempt == attempt_)
    client_.on_secured();
}

void imap_line::hear(const stream_bytes& message) {
  if (message.attempt == attempt_)
    client_.on_bytes(message.bytes);
}

void imap_line::hear(const stream_closed& message) {
  if (message.attempt == attempt_)
    client_.on_closed(message.why);
}

void imap_line::hear(const stream_timer& message) {
  if (message.attempt == attempt_ && message.resumption == resumptions_ && reading_ == reading::on)
    client_.on_timer(message.generation);
}

void imap_line::pause() {
  reading_ = reading::paused;
  stream_->pause();
  stream_->expect_bytes_within({});
}

void imap_line::resume() {
  reading_ = reading::on;
  stream_->resume();
  stream_->expect_bytes_within(patience_);
  ++resumptions_;
  call_me_after(delay_, generation_);
}

void imap_line::send(std::string_view bytes) {
  if (lease_->holds())
    stream_->send(bytes);
  else
    handler_.on_failed(no_lease());
}

void imap_line::start_tls() { stream_->start_tls(); }

void imap_line::expect_bytes_within(std::chrono::milliseconds limit) {
  patience_ = limit;
  if (reading_ == reading::on)
    stream_->expect_bytes_within(limit);
}

void imap_line::call_me_after(std::chrono::milliseconds delay, std::uint64_t generation) {
  delay_ = delay;
  generation_ = generation;
  caf::delayed_anon_send(actor_, delay, stream_timer{attempt_, generation, resumptions_});
}

model::error no_lease() { return {model::ec::unavailable, "this node is cut off from the others"}; }

} // namespace vestnik::actors
