#pragma once

#include "net/io/byte_stream.hpp"
#include "tests/simulation/mail/mail_folder.hpp"
#include "tests/simulation/mail/mail_session.hpp"
#include "tests/simulation/mail/mail_stream.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::simulation {

/// All mail servers of a run, one for each account. Processes reach them through a `mail_gate`.
class mail_network {
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
  /// What has been said through this gate arrives.
  void deliver(const void* gate);
  /// Whoever connected through this gate is gone.
  void lose_clients(const void* gate);
  [[nodiscard]] const std::map<std::string, mail_folder>& folders() const noexcept {
    return folders_;
  }

  [[nodiscard]] std::shared_ptr<net::byte_stream>
  connect(const void* gate, const net::stream_target& target,
          std::shared_ptr<net::byte_stream_handler> handler);
  void later(story::time pause, std::function<void()> work) {
    around_.later(pause, std::move(work));
  }

private:
  void tell_news(const std::string& host);

  struct connection {
    const void* gate;
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
