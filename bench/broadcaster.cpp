#include "bench/broadcaster.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace vestnik::bench {

namespace {

using frame = std::shared_ptr<const std::string>;

struct recipient {
  int socket = -1;
  std::deque<frame> queue;
  std::size_t offset = 0;
};

frame frame_of(std::size_t payload) {
  std::string bytes{"\x81"};
  bytes += '\x7e';
  bytes += static_cast<char>(payload >> 8U);
  bytes += static_cast<char>(payload & 0xFFU);
  bytes.append(payload, 'x');
  return std::make_shared<const std::string>(std::move(bytes));
}

void flush(recipient& to) {
  while (!to.queue.empty()) {
    std::array<iovec, 64> parts{};
    std::size_t count = 0;
    for (const auto& one : to.queue) {
      const auto skip = count == 0 ? to.offset : 0;
      parts[count] = {const_cast<char*>(one->data()) + skip, one->size() - skip};
      if (++count == parts.size())
        break;
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    auto sent = sendmsg(to.socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0)
      return;
    sent += static_cast<ssize_t>(to.offset);
    while (!to.queue.empty() && sent >= static_cast<ssize_t>(to.queue.front()->size())) {
      sent -= static_cast<ssize_t>(to.queue.front()->size());
      to.queue.pop_front();
    }
    to.offset = static_cast<std::size_t>(sent);
  }
}

} // namespace

loopback_listener listen_on_loopback() {
  const int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket_, any, size) != 0 || listen(socket_, 2048) != 0 ||
      getsockname(socket_, any, &size) != 0)
    throw std::runtime_error{"cannot listen on loopback"};
  return {socket_, ntohs(address.sin_port)};
}

void broadcast(int listener, std::size_t payload) {
  const int poller = epoll_create1(EPOLL_CLOEXEC);
  epoll_event interest{EPOLLIN, {.fd = listener}};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &interest);
  std::vector<recipient> recipients;
  int sender = -1;
  std::size_t pending_bytes = 0;
  std::vector<epoll_event> events(256);
  std::string input(64 * 1024, '\0');
  for (;;) {
    const int ready = epoll_wait(poller, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < ready; ++i) {
      const int from = events[static_cast<std::size_t>(i)].data.fd;
      if (from == listener) {
        const int peer = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        const int on = 1;
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event peer_interest{EPOLLIN, {.fd = peer}};
        epoll_ctl(poller, EPOLL_CTL_ADD, peer, &peer_interest);
        if (sender < 0)
          sender = peer;
        else
          recipients.push_back({peer, {}, 0});
        continue;
      }
      const auto got = read(from, input.data(), input.size());
      if (got == 0)
        _exit(0);
      if (got < 0 || from != sender)
        continue;
      pending_bytes += static_cast<std::size_t>(got);
      for (; pending_bytes >= payload; pending_bytes -= payload) {
        const auto out = frame_of(payload);
        for (auto& to : recipients)
          to.queue.push_back(out);
      }
    }
    for (auto& to : recipients)
      if (!to.queue.empty())
        flush(to);
  }
}

} // namespace vestnik::bench
