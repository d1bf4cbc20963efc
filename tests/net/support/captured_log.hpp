#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace spdlog {
class logger;
}

namespace vestnik::net::test {

/// What is logged as long as it lives, debug level included, in place of the usual log.
class captured_log {
public:
  captured_log();
  ~captured_log();
  captured_log(const captured_log&) = delete;
  captured_log& operator=(const captured_log&) = delete;

  /// The lines that begin so; waits until there are as many, and throws after ten seconds.
  [[nodiscard]] std::vector<std::string> wait_lines(const std::string& beginning,
                                                    std::size_t count = 1);

private:
  [[nodiscard]] std::vector<std::string> matching(const std::string& beginning) const;

  std::shared_ptr<spdlog::logger> before_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

} // namespace vestnik::net::test
