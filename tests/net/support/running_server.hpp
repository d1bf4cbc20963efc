#pragma once

#include "net/server.hpp"
#include "tests/net/support/temporary_folder.hpp"

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace vestnik::net::test {

/// A session under the test's control. What it is told can be waited for; what it
/// does by itself is `on_message`, called on the io thread.
class probe_session final : public connection_handler {
public:
  using reaction = std::function<void(probe_session&, frame_kind, std::string_view)>;

  explicit probe_session(reaction on_message, std::size_t first_credit = 1'000'000)
      : on_message_(std::move(on_message))
      , first_credit_(first_credit) {}

  void on_open(std::shared_ptr<outbox> out, std::shared_ptr<inbound_credit> in) override;
  void on_frame(frame_kind kind, std::string_view payload) override;
  void on_close(std::uint16_t code) override;

  /// Waits; throws after ten seconds.
  void wait_open();
  [[nodiscard]] std::uint16_t wait_close();
  /// How many messages came; waits until there are at least so many.
  [[nodiscard]] std::vector<std::string> wait_messages(std::size_t count);

  /// Only on the io thread.
  [[nodiscard]] const std::shared_ptr<outbox>& out() const { return out_; }
  [[nodiscard]] inbound_credit& credit() const { return *credit_; }

private:
  const reaction on_message_;
  const std::size_t first_credit_;
  std::shared_ptr<outbox> out_;
  std::shared_ptr<inbound_credit> credit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool opened_ = false;
  std::optional<std::uint16_t> closed_;
  std::vector<std::string> messages_;
};

/// Sends every message back.
[[nodiscard]] std::shared_ptr<probe_session> echo_session();
[[nodiscard]] std::shared_ptr<probe_session> silent_session(std::size_t first_credit = 1'000'000);

class http_stub final : public http_handler {
public:
  void handle(model::http_request request, std::size_t io_thread, http_responder respond) override;
  /// Answers 404 naming the path, unless replaced before the server runs.
  std::function<void(model::http_request, std::size_t, http_responder)> on_request;
};

class upgrade_stub final : public upgrade_handler {
public:
  void on_upgrade(model::http_request request, std::size_t io_thread,
                  std::shared_ptr<upgrade_decision> decision) override;
  /// Accepts with an echo session, unless replaced before the server runs.
  std::function<void(model::http_request, std::shared_ptr<upgrade_decision>)> on_request;
};

/// A server on a free loopback port with a small web root.
class running_server {
public:
  explicit running_server(std::size_t threads = 1);
  ~running_server();

  http_stub http;
  upgrade_stub upgrades;
  server_settings settings;
  temporary_folder folder;

  /// Binds and serves; the members above are as they stay.
  void start();
  /// All upgrades from here on get this session. Before `start`.
  void accept_with(std::shared_ptr<connection_handler> session);
  /// Runs `work` on an io thread and waits for its end.
  void run(const std::function<void()>& work, std::size_t io_thread = 0);

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] io_threads& threads() { return *threads_; }
  [[nodiscard]] server& served() { return *server_; }

private:
  std::unique_ptr<io_threads> threads_;
  std::unique_ptr<server> server_;
};

/// Rules under which tests may connect to loopback, on these ports.
[[nodiscard]] outgoing_rules loopback_rules(std::vector<std::uint16_t> ports);

} // namespace vestnik::net::test
