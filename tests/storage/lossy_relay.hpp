#pragma once

#include "temporary_folder.hpp"

#include <atomic>
#include <string>
#include <thread>

namespace vestnik::storage::test {

/// Stands between one client and PostgreSQL and ends the connection when it is told to.
/// It serves one connection after the other.
class lossy_relay {
public:
  /// @param server the folder of the server's socket
  explicit lossy_relay(std::string server);
  lossy_relay(const lossy_relay&) = delete;
  lossy_relay& operator=(const lossy_relay&) = delete;
  ~lossy_relay();

  /// The folder of the socket to connect to.
  [[nodiscard]] std::string folder() const { return (folder_ / "").string(); }

  enum class loss {
    none,
    /// The next COMMIT does not reach the server.
    order,
    /// The next COMMIT is carried out, and its answer does not reach the client.
    answer,
  };
  void lose(loss next) { next_ = next; }

private:
  void serve();
  void relay(int client, int server);
  /// Passes on what is there. False: the connection has ended.
  bool pass_order(int client, int server);
  static bool pass(int from, int to);

  temporary_folder folder_;
  std::string server_;
  std::atomic<loss> next_{loss::none};
  int listener_ = -1;
  /// Readable once the relay is to end.
  int end_[2] = {-1, -1};
  std::thread thread_;
};

} // namespace vestnik::storage::test
