#pragma once

#include "model/error.hpp"
#include "net/io/io_thread.hpp"
#include "net/io/transport.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vestnik::net {

/// A file descriptor that is closed unless it is taken.
class native_socket {
public:
  explicit native_socket(int descriptor) noexcept
      : descriptor_(descriptor) {}
  ~native_socket();
  native_socket(native_socket&& other) noexcept
      : descriptor_(other.take()) {}
  native_socket& operator=(native_socket&&) = delete;

  [[nodiscard]] int get() const noexcept { return descriptor_; }
  [[nodiscard]] int take() noexcept;

private:
  int descriptor_;
};

/// A socket that listens, and the port it got.
struct bound_socket {
  native_socket socket;
  std::uint16_t port;
};

/// Binds and listens. `address` is numeric, IPv4 or IPv6; port 0 picks a free one.
/// Errors (`ec::invalid`) name the setting `address` or `port` of `section`.
[[nodiscard]] model::result<bound_socket>
bind_listener(const std::string& address, std::uint16_t port, std::string_view section = "net");

/// Takes a connection, non-blocking, on the io thread it will live on.
using connection_taker = std::function<void(const std::shared_ptr<io_thread>& thread,
                                            tcp_socket socket, std::string remote_address)>;

/// Whether a connection may stay that has got this descriptor; one that may not is closed.
using descriptor_gate = std::function<bool(int descriptor)>;

/// Accepts on the first io thread and hands each connection to the next of all io
/// threads in turn.
class listener final : public resident {
public:
  /// @param gate none: all may stay. Called on the first io thread.
  listener(std::vector<std::shared_ptr<io_thread>> threads, connection_taker take,
           descriptor_gate gate = {});

  /// From any thread; effective once the io threads run.
  void start(native_socket socket);
  /// From any thread.
  void stop();

  void on_tick(time_point) override {}
  void on_stop() override;

private:
  using acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp,
                                                      boost::asio::io_context::executor_type>;

  void listen(int descriptor);
  void wait();
  void accept_ready();
  void hand_over(native_socket socket, std::string remote_address);
  std::shared_ptr<listener> self() {
    return std::static_pointer_cast<listener>(shared_from_this());
  }

  const std::vector<std::shared_ptr<io_thread>> threads_;
  const connection_taker take_;
  const descriptor_gate gate_;
  std::optional<acceptor> acceptor_;
  std::size_t next_ = 0;
  bool stopped_ = false;
};

} // namespace vestnik::net
