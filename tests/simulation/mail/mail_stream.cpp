#include "tests/simulation/mail/mail_stream.hpp"

#include <utility>

namespace vestnik::simulation {

mail_stream::mail_stream(std::shared_ptr<net::byte_stream_handler> handler,
                         std::unique_ptr<mail_session> session, surroundings& around)
    : handler_{std::move(handler)}
    , session_{std::move(session)}
    , around_{around} {}

void mail_stream::send(std::string_view bytes) {
  if (line_ == line::up && handler_)
    to_server_ += bytes;
}

void mail_stream::expect_bytes_within(std::chrono::milliseconds limit) {
  patience_ = limit;
  const auto wait = ++waits_;
  if (limit.count() == 0)
    return;
  around_.later(limit, [weak = weak_from_this(), wait] {
    if (const auto alive = weak.lock(); alive && alive->waits_ == wait && alive->handler_) {
      alive->tell_end(model::ec::unavailable, "The mail server says nothing.");
      alive->end_session();
    }
  });
}

void mail_stream::close() {
  handler_.reset();
  to_server_.clear();
}

void mail_stream::gather(moves& to) {
  const auto may = [this, &to](void (mail_stream::*move)()) {
    to.emplace_back([alive = shared_from_this(), move] { ((*alive).*move)(); });
  };
  if (!handler_) {
    // The client has hung up; the server learns it at some time.
    if (session_)
      may(&mail_stream::end_session);
    return;
  }
  if (line_ != line::up ||
      (session_ && reads_ == reading::on && (!session_->out.empty() || session_->hangs_up())))
    may(&mail_stream::reach_client);
  if (session_ && line_ == line::up && !to_server_.empty())
    may(&mail_stream::reach_server);
}

void mail_stream::reach_client() {
  if (line_ == line::dialled && session_) {
    line_ = line::up;
    return handler_->on_connected();
  }
  if (line_ != line::up)
    return tell_end(model::ec::mail_unreachable, "The connection to the mail server has failed.");
  auto& out = session_->out;
  if (out.empty()) {
    end_session();
    return tell_end(model::ec::mail_unreachable, "The mail server has ended the connection.");
  }
  const auto whole = around_.chance().chance(700);
  const auto size = whole ? out.size() : around_.chance().between(1, out.size());
  const auto bytes = out.substr(0, size);
  out.erase(0, size);
  expect_bytes_within(patience_);
  handler_->on_bytes(bytes);
}

void mail_stream::reach_server() {
  const auto size = around_.chance().between(1, to_server_.size());
  const auto bytes = to_server_.substr(0, size);
  to_server_.erase(0, size);
  session_->hear(bytes);
}

void mail_stream::deliver() {
  if (session_ && handler_ && line_ == line::up)
    session_->hear(std::exchange(to_server_, {}));
}

void mail_stream::tell_end(model::ec code, std::string why) {
  std::exchange(handler_, nullptr)->on_closed({code, std::move(why)});
}

void mail_stream::end_session() {
  if (session_)
    session_->end();
  session_.reset();
}

void mail_stream::break_off() {
  end_session();
  line_ = line::broken;
}

void mail_stream::lose_client() {
  handler_.reset();
  end_session();
}

} // namespace vestnik::simulation
