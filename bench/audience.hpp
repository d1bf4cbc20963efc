#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::bench {

/// Blocking connection to loopback.
[[nodiscard]] int connect_to(std::uint16_t port);

/// Sends all of it.
void send_all(int socket, std::string_view bytes);

/// A masked text frame, as a client must send it.
[[nodiscard]] std::string client_frame(std::string_view payload);

/// The payload of the next text frame; blocks.
[[nodiscard]] std::string read_frame(int socket);

/// Many connections that only listen: counts the frames that each has received.
class audience {
public:
  audience();
  ~audience();
  audience(const audience&) = delete;
  audience& operator=(const audience&) = delete;

  /// Takes the socket over; from now on it is not blocking.
  void add(int socket);
  [[nodiscard]] std::size_t size() const noexcept { return listeners_.size(); }

  /// Reads until every listener has received this many frames in all.
  void wait_for(std::uint64_t frames_each);

private:
  struct listener {
    int socket = -1;
    std::uint64_t frames = 0;
    /// Bytes still to come of the frame that is being read.
    std::uint64_t rest = 0;
    /// The beginning of a header that is not complete.
    std::string header;
  };

  void count(listener& listener, std::string_view bytes);

  int poller_;
  std::vector<listener> listeners_;
};

} // namespace vestnik::bench
