#include "bench/audience.hpp"

#include <algorithm>
#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vestnik::bench {

namespace {

/// Size of a server frame's header, or 0 if `bytes` is too short to tell.
std::size_t header_size(std::string_view bytes) {
  if (bytes.size() < 2)
    return 0;
  const auto length = static_cast<unsigned char>(bytes[1]) & 0x7FU;
  return length == 126 ? 4 : length == 127 ? 10 : 2;
}

std::uint64_t payload_size(std::string_view header) {
  const auto length = static_cast<unsigned char>(header[1]) & 0x7FU;
  if (length < 126)
    return length;
  std::uint64_t size = 0;
  for (const char c : header.substr(2))
    size = size << 8U | static_cast<unsigned char>(c);
  return size;
}

std::string read_exactly(int socket, std::size_t size) {
  std::string out(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const auto got = read(socket, out.data() + have, size - have);
    if (got <= 0)
      throw std::runtime_error{"the server closed the connection"};
    have += static_cast<std::size_t>(got);
  }
  return out;
}

} // namespace

int connect_to(std::uint16_t port) {
  const int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error{"cannot connect"};
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket_;
}

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      throw std::runtime_error{"the server closed the connection"};
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string client_frame(std::string_view payload) {
  // A mask of zeros is a mask: the bytes stay as they are.
  std::string out{"\x81"};
  if (payload.size() < 126) {
    out += static_cast<char>(0x80U | payload.size());
  } else {
    out += static_cast<char>(0x80U | 126U);
    out += static_cast<char>(payload.size() >> 8U);
    out += static_cast<char>(payload.size() & 0xFFU);
  }
  out.append(4, '\0');
  return out.append(payload);
}

std::string read_frame(int socket) {
  auto header = read_exactly(socket, 2);
  if (const auto size = header_size(header); size > 2)
    header += read_exactly(socket, size - 2);
  return read_exactly(socket, payload_size(header));
}

audience::audience()
    : poller_{epoll_create1(EPOLL_CLOEXEC)} {}

audience::~audience() {
  for (const auto& one : listeners_)
    close(one.socket);
  close(poller_);
}

void audience::add(int socket) {
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
  epoll_event interest{EPOLLIN, {.u64 = listeners_.size()}};
  epoll_ctl(poller_, EPOLL_CTL_ADD, socket, &interest);
  listeners_.push_back({socket, 0, 0, {}});
}

void audience::wait_for(std::uint64_t frames_each) {
  auto waiting = static_cast<std::size_t>(std::ranges::count_if(
      listeners_, [=](const listener& one) { return one.frames < frames_each; }));
  std::vector<epoll_event> events(512);
  static std::string input(256 * 1024, '\0');
  while (waiting > 0) {
    const int ready = epoll_wait(poller_, events.data(), static_cast<int>(events.size()), 30'000);
    if (ready <= 0)
      throw std::runtime_error{"nothing arrives any more"};
    for (int i = 0; i < ready; ++i) {
      auto& one = listeners_[events[static_cast<std::size_t>(i)].data.u64];
      const auto got = read(one.socket, input.data(), input.size());
      if (got <= 0)
        throw std::runtime_error{"the server closed the connection"};
      const bool before = one.frames < frames_each;
      count(one, std::string_view{input}.substr(0, static_cast<std::size_t>(got)));
      if (before && one.frames >= frames_each)
        --waiting;
    }
  }
}

void audience::count(listener& listener, std::string_view bytes) {
  while (!bytes.empty()) {
    if (listener.rest > 0) {
      const auto part = std::min<std::uint64_t>(listener.rest, bytes.size());
      listener.rest -= part;
      bytes.remove_prefix(part);
      if (listener.rest == 0)
        ++listener.frames;
      continue;
    }
    listener.header += bytes.front();
    bytes.remove_prefix(1);
    if (const auto size = header_size(listener.header);
        size != 0 && listener.header.size() == size) {
      listener.rest = payload_size(listener.header);
      listener.header.clear();
    }
  }
}

} // namespace vestnik::bench
