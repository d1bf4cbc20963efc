#pragma once

#include "net/io/io_thread.hpp"

#include <memory>
#include <thread>
#include <vector>

namespace vestnik::net {

/// The Asio side of `io_threads`, for the other sources of net/.
struct io_threads::impl {
  /// Shared, because answers that arrive late post to a thread that has ended.
  std::vector<std::shared_ptr<io_thread>> workers;
  std::vector<std::thread> running;
  bool stopped = false;
};

} // namespace vestnik::net
