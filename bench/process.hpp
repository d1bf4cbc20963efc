#pragma once

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace vestnik::bench {

/// A child process whose processor time is read from outside.
class process {
public:
  /// Starts a program; its standard output is read by `first_line`.
  explicit process(const std::vector<std::string>& arguments);
  /// Runs `body` in a forked copy of this process.
  explicit process(const std::function<void()>& body);
  /// Ends it with SIGTERM.
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  /// Waits for a line that begins so, and returns the rest of it.
  [[nodiscard]] std::string line_after(const std::string& beginning);

  /// Seconds of processor time of all its threads so far.
  [[nodiscard]] double processor_seconds() const;

  /// Resident memory in KiB.
  [[nodiscard]] long resident_kib() const;

private:
  pid_t pid_ = -1;
  int output_ = -1;
};

} // namespace vestnik::bench
