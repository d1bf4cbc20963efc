#include "net/websocket/frame_socket.hpp"

#include "model/error.hpp"
#include "model/values/utf8.hpp"
#include "net/io/lingering_close.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace vestnik::net {

namespace {

constexpr std::string_view slow_reader = R"({"code":"slow_reader"})";

/// RFC 6455 §5.5.1: a control frame carries 125 bytes, two of them the code.
constexpr std::size_t longest_reason = 123;

bool is_close_frame(std::string_view bytes) { return (bytes.front() & 0x0f) == 0x8; }

} // namespace

frame_socket::frame_socket(std::shared_ptr<io_thread> thread, std::unique_ptr<transport> connection,
                           outbox_limits limits, std::string read_ahead,
                           std::chrono::milliseconds closing_limit)
    : thread_(std::move(thread))
    , queue_(limits)
    , transport_(std::move(connection))
    , closing_limit_(closing_limit)
    , read_ahead_(std::move(read_ahead)) {}

push_result frame_socket::push(const frame_ptr& item) {
  if (phase_ != phase::open)
    return push_result::closed;
  const auto smaller = compression_ == compression::deflate ? item->deflated() : nullptr;
  const auto& form = smaller ? smaller : item;
  if (queue_.put_frame(form)) {
    mark_dirty();
    return push_result::queued;
  }
  // Much pushed within one turn is no slow reader: ask the kernel first.
  flush();
  if (phase_ != phase::open)
    return push_result::closed;
  if (queue_.put_frame(form)) {
    mark_dirty();
    return push_result::queued;
  }
  phase_ = phase::sealed;
  queue_.drop_unstarted();
  // Later, because the caller is in the middle of a list of outboxes.
  tell_owner([](outbox_owner& owner) {
    owner.on_close_wanted(model::traits_of(model::ec::slow_reader).close_code, slow_reader);
  });
  return push_result::overflow;
}

void frame_socket::close(std::uint16_t code, std::string_view reason) {
  if (phase_ != phase::open)
    return;
  phase_ = phase::sealed;
  if (const auto owner = owner_.lock())
    owner->on_close_wanted(code, model::utf8_beginning(reason, longest_reason));
}

void frame_socket::when_flushed(std::function<void()> call) {
  if (phase_ == phase::gone)
    return;
  on_flushed_.push_back(std::move(call));
  mark_dirty();
}

std::size_t frame_socket::pending_bytes() const noexcept { return queue_.pending_bytes(); }

void frame_socket::open(std::weak_ptr<outbox_owner> owner) {
  owner_ = std::move(owner);
  // The answer to the upgrade may have failed to go out already.
  if (phase_ == phase::handshake)
    phase_ = phase::open;
}

void frame_socket::read(boost::asio::mutable_buffer into, io_completion done) {
  read_done_ = std::move(done);
  read_into_ = into;
  if (phase_ == phase::gone)
    return complete(read_done_, boost::asio::error::operation_aborted, 0);
  if (!read_ahead_.empty()) {
    const auto bytes = std::min(into.size(), read_ahead_.size());
    std::memcpy(into.data(), read_ahead_.data(), bytes);
    read_ahead_.erase(0, bytes);
    if (read_ahead_.empty())
      read_ahead_ = {};
    input_seen_ = true;
    return complete(read_done_, {}, bytes);
  }
  auto step = io_step{step_state::wait_readable};
  if (more_input_ || transport_->has_buffered_input())
    step = transport_->read({static_cast<char*>(into.data()), into.size()});
  complete_read(step);
}

void frame_socket::complete_read(io_step step) {
  switch (step.state) {
  case step_state::done:
    more_input_ = step.bytes == read_into_.size();
    input_seen_ = true;
    return complete(read_done_, {}, step.bytes);
  case step_state::ended:
    return complete(read_done_, boost::asio::error::eof, 0);
  case step_state::failed:
    return complete(read_done_, boost::asio::error::connection_reset, 0);
  default:
    more_input_ = false;
    transport_->wait(step.state,
                     [self = shared_from_this()](boost::system::error_code) { self->on_input(); });
  }
}

void frame_socket::on_input() {
  if (!read_done_)
    return;
  if (phase_ == phase::gone)
    return std::exchange(read_done_, io_completion{})(boost::asio::error::operation_aborted, 0);
  const auto step = transport_->read({static_cast<char*>(read_into_.data()), read_into_.size()});
  if (step.state != step_state::done)
    return complete_read(step);
  more_input_ = step.bytes == read_into_.size();
  input_seen_ = true;
  std::exchange(read_done_, io_completion{})({}, step.bytes);
}

void frame_socket::write(std::string_view bytes, io_completion done) {
  write_done_ = std::move(done);
  write_size_ = bytes.size();
  if (phase_ == phase::gone)
    return complete(write_done_, boost::asio::error::operation_aborted, 0);
  if (phase_ == phase::handshake) {
    queue_.put_handshake(bytes);
  } else if (is_close_frame(bytes)) {
    phase_ = phase::sealed;
    queue_.put_close(bytes);
  } else {
    queue_.put_control(bytes);
  }
  mark_dirty();
  if (queue_.control_bytes() <= outbox_queue::control_limit)
    complete(write_done_, {}, write_size_);
}

void frame_socket::teardown(io_completion done) {
  teardown_done_ = std::move(done);
  thread_->tick_within(closing_limit_);
  teardown_deadline_ = std::chrono::steady_clock::now() + closing_limit_;
  if (phase_ == phase::gone)
    return complete(teardown_done_, {}, 0);
  phase_ = phase::sealed;
  mark_dirty();
}

void frame_socket::abort() {
  unmark();
  queue_.clear();
  on_flushed_.clear();
  if (std::exchange(phase_, phase::gone) == phase::gone)
    return;
  transport_.reset();
  // A pending read ends by itself: its wait is cancelled with the socket.
  complete(write_done_, boost::asio::error::operation_aborted, 0);
  complete(teardown_done_, {}, 0);
  tell_owner([](outbox_owner& owner) { owner.on_broken(); });
}

void frame_socket::flush() {
  if (phase_ == phase::gone || send_waits_)
    return;
  std::array<iovec, outbox_queue::max_parts> parts;
  while (true) {
    const auto filled = queue_.gather(parts);
    const auto step = transport_->send({parts.data(), filled});
    queue_.consume(step.bytes);
    if (step.state == step_state::failed)
      return on_send_failed();
    if (step.state != step_state::done) {
      send_waits_ = true;
      transport_->wait(step.state, [self = shared_from_this()](boost::system::error_code) {
        self->send_waits_ = false;
        self->flush();
      });
      break;
    }
    if (queue_.empty())
      break;
  }
  on_sent();
}

void frame_socket::on_tick(time_point now) {
  // A peer that does not read what was queued before the close does not get it.
  if (now >= teardown_deadline_)
    abort();
}

void frame_socket::mark_dirty() {
  if (!is_marked())
    thread_->mark(*this);
}

void frame_socket::on_sent() {
  if (write_done_ && queue_.control_bytes() <= outbox_queue::control_limit)
    complete(write_done_, {}, write_size_);
  if (!queue_.empty() || send_waits_)
    return;
  if (!on_flushed_.empty())
    boost::asio::post(thread_->context(),
                      [self = shared_from_this(), calls = std::exchange(on_flushed_, {})] {
                        for (const auto& call : calls)
                          if (self->phase_ != phase::gone)
                            call();
                      });
  if (teardown_done_)
    finish_teardown();
}

void frame_socket::on_send_failed() {
  // The send took the socket's error with it: end the read explicitly.
  transport_->break_off();
  phase_ = phase::sealed;
  queue_.clear();
  complete(write_done_, boost::asio::error::connection_reset, 0);
  if (teardown_done_)
    return abort();
  tell_owner([](outbox_owner& owner) { owner.on_broken(); });
}

void frame_socket::finish_teardown() {
  teardown_deadline_ = time_point::max();
  unmark();
  phase_ = phase::gone;
  close_lingering(*thread_, std::move(transport_), closing_limit_);
  complete(teardown_done_, {}, 0);
}

void frame_socket::complete(io_completion& done, boost::system::error_code result,
                            std::size_t bytes) {
  if (done)
    boost::asio::post(thread_->context(),
                      [done = std::move(done), result, bytes]() mutable { done(result, bytes); });
}

void frame_socket::tell_owner(void (*call)(outbox_owner&)) {
  boost::asio::post(thread_->context(), [owner = owner_, call] {
    if (const auto alive = owner.lock())
      call(*alive);
  });
}

} // namespace vestnik::net
