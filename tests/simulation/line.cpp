#include "tests/simulation/line.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace vestnik::simulation {

namespace {

/// The close code of a connection that was not closed in order (RFC 6455, 7.1.5).
constexpr std::uint16_t broken = 1006;

} // namespace

net::push_result line::push(const net::frame_ptr& frame) {
  if (end_ != end::open || closed_with_ != 0)
    return net::push_result::closed;
  if (quality_ == quality::drops &&
      frame->payload().find("message.created") != std::string_view::npos && ++messages_ == 3)
    return net::push_result::queued;
  to_client_.emplace_back(frame->payload());
  pending_ += frame->payload().size();
  return net::push_result::queued;
}

void line::close(std::uint16_t code, std::string_view) {
  if (closed_with_ == 0)
    closed_with_ = code;
}

void line::when_flushed(std::function<void()> call) { on_flushed_.push_back(std::move(call)); }

bool line::can_reach_client() const noexcept {
  return end_ == end::open && (!to_client_.empty() || closed_with_ != 0);
}

void line::reach_client() {
  if (to_client_.empty()) {
    // The session hears of it as the client does.
    cut(0);
    return hear_({{}, closed_with_});
  }
  const arrival next{std::move(to_client_.front()), 0};
  to_client_.pop_front();
  pending_ -= next.frame.size();
  hear_(next);
}

bool line::can_reach_server() const noexcept {
  return end_ == end::cut || (end_ == end::open && !to_server_.empty() && credit_ > 0);
}

void line::reach_server() {
  if (!to_server_.empty() && credit_ > 0) {
    --credit_;
    caf::anon_send(session_,
                   actors::connection_frame{net::frame_kind::text, std::move(to_server_.front())});
    to_server_.pop_front();
    return;
  }
  end_ = end::over;
  caf::anon_send(session_, actors::connection_closed{closed_with_ != 0 ? closed_with_ : broken});
  session_ = nullptr;
  on_flushed_.clear();
}

bool line::can_flush() const noexcept {
  return end_ == end::open && to_client_.empty() && !on_flushed_.empty();
}

void line::flush() {
  for (const auto& call : std::exchange(on_flushed_, {}))
    call();
}

void line::cut(std::size_t arriving) {
  if (end_ != end::open)
    return;
  end_ = end::cut;
  to_client_.clear();
  pending_ = 0;
  to_server_.resize(std::min(arriving, to_server_.size()));
}

void line::hang_up() {
  if (end_ != end::open)
    return;
  cut(to_server_.size());
  hear_({{}, broken});
}

void line::lose_server() {
  const auto before = std::exchange(end_, end::over);
  session_ = nullptr;
  to_client_.clear();
  to_server_.clear();
  on_flushed_.clear();
  if (before == end::open && hear_)
    hear_({{}, broken});
}

} // namespace vestnik::simulation
