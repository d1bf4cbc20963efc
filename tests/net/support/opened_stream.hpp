#pragma once

#include "net/io/io_threads.hpp"
#include "net/io/listener.hpp"
#include "tests/net/support/blocking_client.hpp"

#include <condition_variable>
#include <doctest/doctest.h>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include <poll.h>
#include <sys/socket.h>

namespace vestnik::net::test {

/// A listening socket of the test, and the server's side of one connection.
class scripted_server {
public:
  scripted_server()
      : bound_(bind_listener("127.0.0.1", 0).value()) {}

  [[nodiscard]] std::uint16_t port() const { return bound_.port; }

  [[nodiscard]] blocking_client accept() const {
    pollfd ready{bound_.socket.get(), POLLIN, 0};
    if (::poll(&ready, 1, 10'000) != 1)
      throw std::runtime_error("nobody connects");
    // The accepted socket is blocking: accept does not inherit the flag.
    return blocking_client{::accept(bound_.socket.get(), nullptr, nullptr)};
  }

private:
  bound_socket bound_;
};

/// Records what it is told; what it is told can be waited for.
class recording_handler final : public byte_stream_handler {
public:
  void on_connected() override {
    change([&] { connected_ = true; });
  }
  void on_secured() override {
    change([&] { secured_ = true; });
  }
  void on_bytes(std::string_view bytes) override {
    if (on_input)
      on_input(bytes);
    change([&] { input_ += bytes; });
  }
  void on_closed(const model::error& error) override {
    change([&] {
      if (closed_)
        throw std::logic_error("on_closed came twice");
      closed_ = error;
    });
  }

  void wait_connected() {
    wait([&] { return connected_ || closed_; });
  }
  void wait_secured() {
    wait([&] { return secured_ || closed_; });
  }
  std::string wait_input(std::size_t bytes) {
    wait([&] { return input_.size() >= bytes || closed_; });
    const std::lock_guard lock{mutex_};
    return input_;
  }
  model::error wait_closed() {
    wait([&] { return closed_.has_value(); });
    return *closed_;
  }
  [[nodiscard]] bool is_connected() {
    const std::lock_guard lock{mutex_};
    return connected_;
  }

  std::function<void(std::string_view)> on_input;

private:
  template <class Change>
  void change(Change apply) {
    {
      const std::lock_guard lock{mutex_};
      apply();
    }
    changed_.notify_all();
  }
  template <class Condition>
  void wait(Condition condition) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, std::chrono::seconds{10}, condition))
      throw std::runtime_error("waited ten seconds for the stream");
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool connected_ = false;
  bool secured_ = false;
  std::string input_;
  std::optional<model::error> closed_;
};

/// One stream on one io thread.
class opened_stream {
public:
  opened_stream(stream_target target, const outgoing_rules& rules)
      : threads_(1, rules) {
    threads_.start();
    run([&] { stream = threads_.at(0).connect(std::move(target), handler); });
  }
  ~opened_stream() {
    if (stream)
      run([&] { stream.reset(); });
    threads_.stop();
    if (handler.use_count() != 1)
      MESSAGE("the handler is still held");
  }

  void run(const std::function<void()>& work) {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    threads_.at(0).post([&] {
      work();
      const std::lock_guard lock{mutex};
      done = true;
      changed.notify_all();
    });
    std::unique_lock lock{mutex};
    if (!changed.wait_for(lock, std::chrono::seconds{10}, [&] { return done; }))
      throw std::runtime_error("the io thread hangs");
  }

  /// As the end of a server does. Let the stream go afterwards.
  void stop_thread() { threads_.stop(); }

  std::shared_ptr<recording_handler> handler = std::make_shared<recording_handler>();
  std::shared_ptr<byte_stream> stream;

private:
  io_threads threads_;
};

} // namespace vestnik::net::test
