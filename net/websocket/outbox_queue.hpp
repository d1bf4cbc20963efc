#pragma once

#include "config/defaults.hpp"
#include "net/websocket/frame.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/uio.h>

namespace vestnik::net {

/// How much may wait for one connection, so that a slow reader does not fill the memory. One frame
/// of any size may wait if nothing else does: its size says nothing of how fast it is read. Beside
/// these wait the newest states, each of another coalesce_key: at most as many as `frames`.
struct outbox_limits {
  std::size_t bytes = config::defaults::net::outbox_bytes;
  std::size_t frames = config::defaults::net::outbox_frames;
};

/// The bytes that wait for one WebSocket connection, in the order in which they go
/// out. Pure: knows no sockets. The order is
///
///     [handshake] [rest of a started frame] [control frames] [data frames] [close]
///
/// so that nothing passes the 101, and a ping or pong goes out at the next frame
/// boundary instead of behind everything. A ring that grows to the frame limit at
/// most: no allocation per frame in the steady state; it shrinks once empty.
class outbox_queue {
public:
  /// As many parts as one gathered send takes.
  static constexpr std::size_t max_parts = 64;
  /// Above this many bytes of waiting pings and pongs the connection stops reading.
  static constexpr std::size_t control_limit = 16 * 1024;

  explicit outbox_queue(outbox_limits limits)
      : limits_(limits) {}

  /// Puts a data frame where its policy wants it. If a limit would be exceeded, waiting
  /// frames that may be lost are dropped, the oldest first, and then this one, if it may
  /// be; false if there is still no room. A state is never dropped, only replaced by a newer one.
  /// @pre no close frame was put.
  [[nodiscard]] bool put_frame(const frame_ptr& item);
  /// Bytes that go ahead of everything.
  void put_handshake(std::string_view bytes);
  /// One complete ping or pong frame. Ignored after the close frame.
  void put_control(std::string_view bytes);
  /// The close frame: the last that is ever sent.
  void put_close(std::string_view bytes);

  /// Drops the data frames of which no byte was sent.
  void drop_unstarted();
  void clear();

  /// Describes what goes out next. The parts are valid until the next change.
  /// @returns how many parts were filled.
  [[nodiscard]] std::size_t gather(std::span<iovec, max_parts> parts) const;
  /// Removes bytes that `gather` described, after the kernel took them.
  void consume(std::size_t bytes);

  [[nodiscard]] bool empty() const noexcept { return pending_bytes() == 0; }
  [[nodiscard]] std::size_t pending_bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t control_bytes() const noexcept {
    return control_.size() - control_sent_;
  }
  [[nodiscard]] std::size_t frames() const noexcept { return count_; }
  /// Whether a close frame was put, sent or not.
  [[nodiscard]] bool ends() const noexcept { return ends_; }

private:
  [[nodiscard]] const frame_ptr& at(std::size_t index) const noexcept {
    return ring_[(head_ + index) & (ring_.size() - 1)];
  }
  [[nodiscard]] frame_ptr& at(std::size_t index) noexcept {
    return ring_[(head_ + index) & (ring_.size() - 1)];
  }
  /// The first frame of which no byte was sent.
  [[nodiscard]] std::size_t first_unstarted() const noexcept { return head_sent_ > 0 ? 1 : 0; }
  [[nodiscard]] bool put_state(const frame_ptr& item);
  /// @param frames_gone how many of those that are counted will be dropped.
  [[nodiscard]] bool has_room_for(std::size_t size, std::size_t frames_gone = 0) const noexcept;
  [[nodiscard]] bool replace(const frame_ptr& item);
  void make_room_for(std::size_t size);
  void append(const frame_ptr& item);
  /// The first frame is about to be sent: from here on it counts as any other.
  void begin_frame() noexcept;
  void grow();
  void pop_frame() noexcept;
  void take(std::string& from, std::size_t& bytes);
  void shrink_when_empty();

  outbox_limits limits_;
  /// Power-of-two ring; empty until the first frame.
  std::vector<frame_ptr> ring_;
  std::size_t head_ = 0;
  std::size_t count_ = 0;
  /// Bytes of the first frame that were sent.
  std::size_t head_sent_ = 0;
  /// Of all kinds.
  std::size_t bytes_ = 0;
  /// The states that wait and have not started, which the limits do not count.
  std::size_t states_ = 0;
  std::size_t state_bytes_ = 0;
  std::string handshake_;
  std::string control_;
  std::size_t control_sent_ = 0;
  std::string close_;
  bool ends_ = false;
};

} // namespace vestnik::net
