#pragma once

#include "net/io/io_threads.hpp"

#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>

#include <mutex>
#include <vector>

namespace vestnik::actors {

/// Runs the actors that live on one io thread: a CAF execution unit whose job queue
/// is the thread's event loop. However many actors become ready while the loop is
/// busy, one post wakes it.
///
/// `exec_later` is thread-safe. The unit must outlive its io thread; actors that are
/// still queued when it is destroyed are released without having run.
class io_unit : public caf::execution_unit {
public:
  io_unit(caf::actor_system& system, net::io_executor& thread);
  ~io_unit() override;

  /// Queues a resident of this unit; anybody else goes to CAF's scheduler.
  void exec_later(caf::resumable* ready) override;

  [[nodiscard]] net::io_executor& thread() const noexcept { return thread_; }

private:
  void drain();

  net::io_executor& thread_;
  std::mutex mutex_;
  std::vector<caf::resumable*> ready_;
};

} // namespace vestnik::actors
