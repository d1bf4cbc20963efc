#pragma once

#include "net/io/io_threads.hpp"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::test {

/// An outgoing connection whose other end is the test.
class fake_stream final : public net::byte_stream {
public:
  fake_stream(net::stream_target to, std::shared_ptr<net::byte_stream_handler> teller)
      : target{std::move(to)}
      , handler{std::move(teller)} {}

  void send(std::string_view bytes) override { sent += bytes; }
  void start_tls() override { ++tls_started; }
  void pause() override { is = reading::paused; }
  void resume() override { is = reading::on; }
  void expect_bytes_within(std::chrono::milliseconds limit) override { patience = limit; }
  void close() override {
    ++closed;
    handler.reset();
  }

  net::stream_target target;
  /// Empty after `close`.
  std::shared_ptr<net::byte_stream_handler> handler;
  std::string sent;
  enum class reading : std::uint8_t { on, paused } is = reading::on;
  int tls_started = 0;
  int closed = 0;
  std::chrono::milliseconds patience{};
};

/// An io thread that only opens connections, and keeps them for the test.
class fake_io_executor final : public net::io_executor {
public:
  void post(std::function<void()>) override { std::abort(); }
  void post_after(std::chrono::milliseconds, std::function<void()>) override { std::abort(); }
  [[nodiscard]] bool running_in_this_thread() const noexcept override { return true; }

  [[nodiscard]] std::shared_ptr<net::byte_stream>
  connect(net::stream_target target, std::shared_ptr<net::byte_stream_handler> handler) override {
    streams.push_back(std::make_shared<fake_stream>(std::move(target), std::move(handler)));
    return streams.back();
  }

  std::vector<std::shared_ptr<fake_stream>> streams;
};

} // namespace vestnik::test
