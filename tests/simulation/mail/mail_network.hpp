#pragma once

#include "net/io/io_threads.hpp"
#include "tests/simulation/mail/mail_folder.hpp"
#include "tests/simulation/mail/mail_session.hpp"
#include "tests/simulation/mail/mail_stream.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vestnik::simulation {

/// All mail servers of a run, one for each account, and the way to them: stands in for the io
/// thread on which fetchers connect.
class mail_network final : public net::io_executor {
public:
  /// @param around outlives the network.
  explicit mail_network(surroundings& around)
      : around_{around} {}

  /// A mailbox of that account, at the host of that name.
  void add(const std::string& host, std::string account, std::size_t letters,
           const mail_folder::habits& writers);

  /// From now on.
  void strike(const mail_rates& how_often) { rates_ = how_often; }
  /// Nothing is wrong from now on; servers that have fallen silent hang up.
  void heal();
  /// Somebody writes to a mailbox, or changes it otherwise.
  void act();

  /// Whether each mailbox has a session.
  [[nodiscard]] bool are_followed() const;
  /// Adds what may happen next.
  void gather(mail_stream::moves& to);
  /// The product's process is gone.
  void lose_clients();
  [[nodiscard]] const std::map<std::string, mail_folder>& folders() const noexcept {
    return folders_;
  }

  // -- net::io_executor
  void post(std::function<void()> work) override;
  void post_after(std::chrono::milliseconds delay, std::function<void()> work) override;
  [[nodiscard]] bool running_in_this_thread() const noexcept override { return true; }
  [[nodiscard]] std::shared_ptr<net::byte_stream>
  connect(net::stream_target target, std::shared_ptr<net::byte_stream_handler> handler) override;

private:
  void tell_news(const std::string& host);

  struct connection {
    std::string host;
    std::shared_ptr<mail_stream> stream;
  };

  surroundings& around_;
  mail_rates rates_;
  /// By host.
  std::map<std::string, mail_folder> folders_;
  std::vector<connection> connections_;
  std::uint64_t sessions_ = 0;
};

} // namespace vestnik::simulation
