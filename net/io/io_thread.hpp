#pragma once

#include "net/io/io_threads.hpp"
#include "net/io/outgoing_gate.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace vestnik::net {

class io_thread;

/// Something with bytes to send, flushed once at the end of the turn in which it was
/// marked. Leaves the list by itself when it is destroyed.
class flushable : public boost::intrusive::list_base_hook<
                      boost::intrusive::tag<class flushable_tag>,
                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  virtual ~flushable() = default;
  virtual void flush() = 0;

protected:
  [[nodiscard]] bool is_marked() const noexcept { return is_linked(); }
  void unmark() noexcept {
    if (is_linked())
      unlink();
  }
};

/// What owns a socket on an io thread: kept alive by the thread from `enroll` to
/// `leave`, asked about its deadlines at each tick (no timer per connection), and
/// told to close when the thread stops. Thread: its io thread only.
class resident : public boost::intrusive::list_base_hook<
                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>>,
                 public std::enable_shared_from_this<resident> {
public:
  using time_point = std::chrono::steady_clock::time_point;

  virtual ~resident() = default;
  virtual void on_tick(time_point now) = 0;
  /// Closes all sockets, tells the owner, and leaves.
  virtual void on_stop() = 0;

protected:
  void enroll(io_thread& thread);
  /// May destroy the object once the caller's own reference is gone.
  void leave() noexcept;

private:
  std::shared_ptr<resident> kept_;
};

/// One thread with its io_context. The loop runs what is ready, then flushes what was
/// written meanwhile, so that frames pushed in one turn leave in one send.
class io_thread final : public io_executor, public std::enable_shared_from_this<io_thread> {
public:
  /// How often deadlines are looked at, unless `tick_within` asks for more.
  static constexpr std::chrono::milliseconds default_tick{1'000};

  io_thread(std::size_t index, std::shared_ptr<const outgoing_gate> gate);
  ~io_thread() override;

  void post(std::function<void()> work) override;
  void post_after(std::chrono::milliseconds delay, std::function<void()> work) override;
  [[nodiscard]] bool running_in_this_thread() const noexcept override;
  [[nodiscard]] std::shared_ptr<byte_stream>
  connect(stream_target target, std::shared_ptr<byte_stream_handler> handler) override;

  [[nodiscard]] std::size_t index() const noexcept { return index_; }
  /// Only on this thread, and not after `on_stop`.
  [[nodiscard]] boost::asio::io_context& context() noexcept { return *context_; }
  void mark(flushable& item) noexcept { marked_.push_back(item); }
  /// Looks at deadlines often enough that one of this length is met within a quarter more.
  void tick_within(std::chrono::milliseconds deadline);

  /// The thread's body: returns after `request_stop`, with all residents gone.
  void run();
  /// From any thread.
  void request_stop();
  /// After `run` has returned, or instead of it: destroys what is still pending.
  void discard();

private:
  friend class resident;
  void run_posted();
  void flush_marked();
  void arm_tick();
  void tick();

  const std::size_t index_;
  const std::shared_ptr<const outgoing_gate> gate_;
  std::optional<boost::asio::io_context> context_;
  std::optional<boost::asio::steady_timer> ticker_;
  std::chrono::milliseconds tick_period_ = default_tick;
  bool ticking_ = false;
  bool stopping_ = false;
  boost::intrusive::list<flushable,
                         boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                             boost::intrusive::tag<flushable_tag>,
                             boost::intrusive::link_mode<boost::intrusive::auto_unlink>>>,
                         boost::intrusive::constant_time_size<false>>
      marked_;
  boost::intrusive::list<resident, boost::intrusive::constant_time_size<false>> residents_;

  std::mutex mutex_;
  /// Guarded by `mutex_`: work from anywhere, run in one go per wake-up.
  std::vector<std::function<void()>> posted_;
  /// Guarded by `mutex_`.
  bool closed_ = false;
};

} // namespace vestnik::net
