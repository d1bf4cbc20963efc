#pragma once

#include "net/websocket/outbox.hpp"

#include <string>
#include <utility>
#include <vector>

namespace vestnik::test {

/// A connection that keeps what is pushed. `limit` frames fit; one more overflows.
class fake_outbox final : public net::outbox {
public:
  explicit fake_outbox(std::size_t limit = 1'000'000)
      : limit_{limit} {}

  net::push_result push(const net::frame_ptr& frame) override {
    if (closed_with != 0)
      return net::push_result::closed;
    if (frames.size() >= limit_) {
      closed_with = 4009;
      return net::push_result::overflow;
    }
    frames.emplace_back(frame->payload());
    pending_ += frame->payload().size();
    ++waiting_;
    return net::push_result::queued;
  }

  void close(std::uint16_t code, std::string_view why) override {
    if (closed_with == 0) {
      closed_with = code;
      reason = why;
    }
  }

  void when_flushed(std::function<void()> call) override { on_drained.push_back(std::move(call)); }
  [[nodiscard]] std::size_t pending_bytes() const noexcept override { return pending_; }
  [[nodiscard]] std::size_t pending_frames() const noexcept override { return waiting_; }

  /// The peer has read everything.
  void drain() {
    pending_ = 0;
    waiting_ = 0;
    for (const auto& call : std::exchange(on_drained, {}))
      call();
  }

  std::vector<std::string> frames;
  std::uint16_t closed_with = 0;
  std::string reason;
  std::vector<std::function<void()>> on_drained;

private:
  std::size_t limit_;
  std::size_t pending_ = 0;
  std::size_t waiting_ = 0;
};

} // namespace vestnik::test
