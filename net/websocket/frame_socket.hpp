#pragma once

#include "net/io/io_completion.hpp"
#include "net/io/io_thread.hpp"
#include "net/io/transport.hpp"
#include "net/websocket/outbox.hpp"
#include "net/websocket/outbox_queue.hpp"

#include <boost/asio/buffer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::net {

/// What an outbox needs from its connection. Never called inside `push`.
class outbox_owner {
public:
  virtual ~outbox_owner() = default;
  /// Begin the closing handshake.
  virtual void on_close_wanted(std::uint16_t code, std::string_view reason) = 0;
  /// The connection is gone; a pending read has ended or will.
  virtual void on_broken() = 0;
};

/// The outbox of one WebSocket connection and the stream beneath Beast: data frames
/// enter it directly, Beast's handshake, pings, pongs and close through `write`, and
/// all leave in one gathered send per turn. Sessions may hold it longer than the
/// connection lives; it then has no socket and says `closed`.
///
///     handshake ──open──▶ open ──close, overflow, teardown──▶ sealed ──▶ gone
///
/// Sealed, it takes no data frames, and sends what it has and what Beast still writes.
class frame_socket final : public outbox,
                           public flushable,
                           public std::enable_shared_from_this<frame_socket> {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// @param read_ahead bytes that came after the upgrade request.
  /// @param closing_limit how long a sealed outbox may take to empty itself, and the
  ///        peer then to end the connection.
  frame_socket(std::shared_ptr<io_thread> thread, std::unique_ptr<transport> connection,
               outbox_limits limits, std::string read_ahead,
               std::chrono::milliseconds closing_limit);

  push_result push(const frame_ptr& item) override;
  void close(std::uint16_t code, std::string_view reason) override;
  void when_flushed(std::function<void()> call) override;
  [[nodiscard]] std::size_t pending_bytes() const noexcept override;
  [[nodiscard]] std::size_t pending_frames() const noexcept override { return queue_.frames(); }

  /// How data frames leave (RFC 7692).
  enum class compression : std::uint8_t { none, deflate };
  /// From here on frames are pushed in the form that the client has agreed to.
  void use(compression form) noexcept { compression_ = form; }

  /// The handshake is queued: what Beast writes from here on are control frames.
  void open(std::weak_ptr<outbox_owner> owner);

  [[nodiscard]] io_thread& thread() const noexcept { return *thread_; }
  /// Reads at least one byte. One read at a time.
  void read(boost::asio::mutable_buffer into, io_completion done);
  /// Takes all bytes, one whole control frame after `open`. `done` comes at once, or
  /// once a flood of pings has been sent, so that no peer makes us hold pongs without end.
  void write(std::string_view bytes, io_completion done);
  /// Seals, sends what is queued, and hands the connection to `close_lingering`.
  void teardown(io_completion done);
  /// Closes the socket now and drops everything; pending operations end.
  void abort();
  void flush() override;
  /// Ends a teardown that takes too long.
  void on_tick(time_point now);

  /// Whether bytes have come since the last call.
  [[nodiscard]] bool take_input_seen() noexcept { return std::exchange(input_seen_, false); }

private:
  enum class phase : std::uint8_t { handshake, open, sealed, gone };

  void mark_dirty();
  void on_input();
  void complete_read(io_step step);
  void on_sent();
  void on_send_failed();
  void finish_teardown();
  void complete(io_completion& done, boost::system::error_code result, std::size_t bytes);
  void tell_owner(void (*call)(outbox_owner&));

  const std::shared_ptr<io_thread> thread_;
  // What `push` touches stands together.
  phase phase_ = phase::handshake;
  /// What could not be sent waits until the socket takes more.
  bool send_waits_ = false;
  /// The last read filled its buffer, so more has probably come.
  bool more_input_ = false;
  bool input_seen_ = false;
  compression compression_ = compression::none;
  outbox_queue queue_;
  /// Empty exactly when gone.
  std::unique_ptr<transport> transport_;
  std::weak_ptr<outbox_owner> owner_;
  const std::chrono::milliseconds closing_limit_;
  time_point teardown_deadline_ = time_point::max();
  std::string read_ahead_;
  boost::asio::mutable_buffer read_into_;
  io_completion read_done_;
  io_completion write_done_;
  std::size_t write_size_ = 0;
  io_completion teardown_done_;
  std::vector<std::function<void()>> on_flushed_;
};

} // namespace vestnik::net
