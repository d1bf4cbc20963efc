#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <sys/uio.h>

namespace vestnik::net {

/// A socket of one io thread, without the cost of a type-erased executor.
using tcp_socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// Where one non-blocking step left off.
enum class step_state : std::uint8_t {
  /// It did what it could; the next step may follow at once.
  done,
  /// Repeat it when the socket is readable (TLS may want that while sending).
  wait_readable,
  /// Repeat it when the socket is writable.
  wait_writable,
  /// The peer has ended its side in order.
  ended,
  /// The connection broke; `transport::failure` has the words.
  failed,
};

struct io_step {
  step_state state = step_state::done;
  /// Bytes read or taken for sending, in any state.
  std::size_t bytes = 0;
};

/// One established TCP connection, plain or under TLS, in non-blocking steps: a
/// caller does a step, and if it could not finish waits for the socket and repeats
/// it. So one set of callers serves both kinds, and nothing is allocated or held
/// while a connection idles. Thread: the socket's io thread only.
class transport {
public:
  explicit transport(tcp_socket socket);
  virtual ~transport() = default;
  transport(const transport&) = delete;
  transport& operator=(const transport&) = delete;

  /// Establishes TLS; `done` at once without TLS.
  [[nodiscard]] virtual io_step handshake() = 0;
  /// `done` means at least one byte.
  [[nodiscard]] virtual io_step read(std::span<char> into) = 0;
  /// Takes bytes to send, gathered. Bytes counted as taken need not be offered again,
  /// though they may still wait here: then the state is a wait, and an empty call
  /// after it sends them.
  [[nodiscard]] virtual io_step send(std::span<const iovec> parts) = 0;
  /// Says that we send no more (TLS close_notify, then FIN). Call it after all was sent.
  [[nodiscard]] virtual io_step finish_sending() = 0;
  /// Whether a read would give bytes without the socket becoming readable.
  [[nodiscard]] virtual bool has_buffered_input() const noexcept { return false; }

  /// The first DNS name in the certificate that the peer has shown and that was verified;
  /// empty without one.
  [[nodiscard]] virtual std::string peer_name() const { return {}; }

  /// Reads and drops what has come, below TLS.
  [[nodiscard]] io_step discard_input() noexcept;
  /// Makes every pending and later step end.
  void break_off() noexcept;

  /// Calls `handler(error_code)` when `state`, one of the waits, is over.
  template <class Handler>
  void wait(step_state state, Handler&& handler) {
    socket_.async_wait(state == step_state::wait_writable ? tcp_socket::wait_write
                                                          : tcp_socket::wait_read,
                       std::forward<Handler>(handler));
  }

  /// What failed, in words that a user can act on; empty before a failure.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

  /// Takes the socket out, to put another transport on it. Pending waits end.
  [[nodiscard]] tcp_socket release();

protected:
  [[nodiscard]] int descriptor() noexcept { return socket_.native_handle(); }
  [[nodiscard]] io_step failed(std::string words);

private:
  tcp_socket socket_;
  std::string failure_;
};

/// Bytes as they are.
[[nodiscard]] std::unique_ptr<transport> make_plain_transport(tcp_socket socket);

} // namespace vestnik::net
