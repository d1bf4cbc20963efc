#pragma once

#include "net/io/byte_stream.hpp"
#include "net/io/outgoing_rules.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace vestnik::net {

/// Posts work to one io thread. Thread-safe. Posting after the thread has stopped
/// drops the work (its captures are destroyed).
class io_executor {
public:
  virtual ~io_executor() = default;

  virtual void post(std::function<void()> work) = 0;

  /// Runs `work` on the thread after `delay`; cannot be cancelled, so carry a
  /// generation number and ignore stale calls.
  virtual void post_after(std::chrono::milliseconds delay, std::function<void()> work) = 0;

  [[nodiscard]] virtual bool running_in_this_thread() const noexcept = 0;

  /// Opens an outgoing connection whose calls come on this thread. Call it on this
  /// thread. The handler is held until `on_closed` or until the stream is let go.
  [[nodiscard]] virtual std::shared_ptr<byte_stream>
  connect(stream_target target, std::shared_ptr<byte_stream_handler> handler) = 0;
};

class io_thread;

/// The threads that carry every socket: one Asio io_context each; a connection
/// belongs to one of them for life (docs/architecture.md, "Threads").
/// Construct, then `start`; `stop` (or the destructor) closes all sockets and joins.
class io_threads {
public:
  /// Throws `std::runtime_error` naming the setting if the rules cannot be used.
  io_threads(std::size_t count, const outgoing_rules& rules);
  ~io_threads();
  io_threads(const io_threads&) = delete;
  io_threads& operator=(const io_threads&) = delete;

  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] io_executor& at(std::size_t index) const;

  void start();
  void stop();

  /// The Asio side of each, for the other parts of net/. Shared, because answers that arrive
  /// late post to a thread that has ended.
  [[nodiscard]] const std::vector<std::shared_ptr<io_thread>>& workers() const noexcept {
    return workers_;
  }

private:
  enum class phase : std::uint8_t { made, running, stopped };

  std::vector<std::shared_ptr<io_thread>> workers_;
  std::vector<std::thread> threads_;
  phase phase_ = phase::made;
};

} // namespace vestnik::net
