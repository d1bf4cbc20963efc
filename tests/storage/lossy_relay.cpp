#include "lossy_relay.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace vestnik::storage::test {

namespace {

using namespace std::string_view_literals;

constexpr const char* socket_name = ".s.PGSQL.5432";
/// The end of the order and of its answer; READ COMMITTED is neither.
constexpr auto commit = "COMMIT\0"sv;

sockaddr_un address_in(const std::string& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = folder + "/" + socket_name;
  if (path.size() >= sizeof address.sun_path)
    std::abort();
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

int make_socket() {
  const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0)
    std::abort();
  return made;
}

const sockaddr* as_address(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

/// Empty: the peer has closed.
std::string receive(int from) {
  std::array<char, 65536> buffer;
  const auto size = ::recv(from, buffer.data(), buffer.size(), 0);
  return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

void send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

} // namespace

lossy_relay::lossy_relay(std::string server)
    : server_{std::move(server)}
    , listener_{make_socket()} {
  const auto address = address_in(folder());
  if (::bind(listener_, as_address(address), sizeof address) != 0 || ::listen(listener_, 8) != 0 ||
      ::pipe(end_) != 0)
    std::abort();
  thread_ = std::thread{[this] { serve(); }};
}

lossy_relay::~lossy_relay() {
  ::close(end_[1]);
  thread_.join();
  ::close(end_[0]);
  ::close(listener_);
}

void lossy_relay::serve() {
  for (;;) {
    std::array<pollfd, 2> ready{pollfd{end_[0], POLLIN, 0}, pollfd{listener_, POLLIN, 0}};
    ::poll(ready.data(), ready.size(), -1);
    if (ready[0].revents != 0)
      return;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int server = make_socket();
    const auto address = address_in(server_);
    if (client >= 0 && ::connect(server, as_address(address), sizeof address) == 0)
      relay(client, server);
    ::close(server);
    ::close(client);
  }
}

void lossy_relay::relay(int client, int server) {
  for (;;) {
    std::array<pollfd, 3> ready{pollfd{end_[0], POLLIN, 0}, pollfd{client, POLLIN, 0},
                                pollfd{server, POLLIN, 0}};
    ::poll(ready.data(), ready.size(), -1);
    if (ready[0].revents != 0 || (ready[1].revents != 0 && !pass_order(client, server)) ||
        (ready[2].revents != 0 && !pass(server, client)))
      return;
  }
}

bool lossy_relay::pass_order(int client, int server) {
  const auto order = receive(client);
  if (next_ == loss::none || order.find(commit) == std::string::npos) {
    send_all(server, order);
    return !order.empty();
  }
  if (next_.exchange(loss::none) == loss::answer) {
    send_all(server, order);
    for (std::string answer; answer.find(commit) == std::string::npos;) {
      const auto more = receive(server);
      if (more.empty())
        break;
      answer += more;
    }
  }
  return false;
}

bool lossy_relay::pass(int from, int to) {
  const auto bytes = receive(from);
  send_all(to, bytes);
  return !bytes.empty();
}

} // namespace vestnik::storage::test
