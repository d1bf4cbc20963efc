#pragma once

#include "net/io/io_threads.hpp"
#include "tests/simulation/mail/mail_network.hpp"

#include <memory>
#include <utility>

namespace vestnik::simulation {

/// The way of one process to the mail servers: stands in for the io thread of its fetchers.
class mail_gate final : public net::io_executor {
public:
  /// @param network outlives the gate.
  explicit mail_gate(mail_network& network)
      : network_{network} {}
  ~mail_gate() override { network_.lose_clients(this); }
  mail_gate(const mail_gate&) = delete;
  mail_gate& operator=(const mail_gate&) = delete;

  void post(std::function<void()> work) override { network_.later({}, std::move(work)); }
  void post_after(std::chrono::milliseconds delay, std::function<void()> work) override {
    network_.later(delay, std::move(work));
  }
  [[nodiscard]] bool running_in_this_thread() const noexcept override { return true; }
  [[nodiscard]] std::shared_ptr<net::byte_stream>
  connect(net::stream_target target, std::shared_ptr<net::byte_stream_handler> handler) override {
    return network_.connect(this, target, std::move(handler));
  }

private:
  mail_network& network_;
};

} // namespace vestnik::simulation
