// Stands in for actors/edge/session_port.cpp: one event of one connection is lost on its way to the
// socket, and so is all that tells who has read how far.
#include "actors/edge/session_port.hpp"

#include <caf/send.hpp>

#include <atomic>
#include <string>
#include <utility>

namespace vestnik::actors {

namespace {

/// The first connection that gets so many messages loses the last of them.
constexpr int lost_message = 25;

class leaking_outbox final : public net::outbox {
public:
  explicit leaking_outbox(std::shared_ptr<net::outbox> inner)
      : inner_{std::move(inner)} {}

  net::push_result push(const net::frame_ptr& frame) override {
    static std::atomic<bool> has_lost{false};
    if (frame->payload().find("\"chat.read\"") != std::string_view::npos)
      return net::push_result::queued;
    if (frame->payload().find("message.created") != std::string_view::npos &&
        ++messages_ == lost_message && !has_lost.exchange(true))
      return net::push_result::queued;
    return inner_->push(frame);
  }

  void close(std::uint16_t code, std::string_view reason) override { inner_->close(code, reason); }
  void when_flushed(std::function<void()> call) override { inner_->when_flushed(std::move(call)); }
  [[nodiscard]] std::size_t pending_bytes() const noexcept override {
    return inner_->pending_bytes();
  }
  [[nodiscard]] std::size_t pending_frames() const noexcept override {
    return inner_->pending_frames();
  }

private:
  std::shared_ptr<net::outbox> inner_;
  int messages_ = 0;
};

} // namespace

session_port::session_port(session_actor session)
    : session_{std::move(session)} {}

void session_port::on_open(std::shared_ptr<net::outbox> out,
                           std::shared_ptr<net::inbound_credit> in) {
  caf::anon_send(
      session_, connection_opened{std::make_shared<leaking_outbox>(std::move(out)), std::move(in)});
}

void session_port::on_frame(net::frame_kind kind, std::string_view payload) {
  caf::anon_send(session_, connection_frame{kind, std::string{payload}});
}

void session_port::on_close(std::uint16_t code) {
  caf::anon_send(session_, connection_closed{code});
}

} // namespace vestnik::actors
