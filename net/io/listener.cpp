#include "net/io/listener.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace vestnik::net {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr int backlog = 4'096;
/// Then other sockets of this thread have their turn.
constexpr int accepts_per_turn = 64;
/// Without free descriptors accepting again at once would only burn the processor.
constexpr std::chrono::milliseconds exhausted_pause{100};

model::error unusable_address(std::string field, std::string_view value) {
  auto message = fmt::format("{}: cannot listen on {}: {}", field, value,
                             std::generic_category().message(errno));
  return {model::ec::invalid, std::move(message), std::move(field)};
}

} // namespace

native_socket::~native_socket() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

int native_socket::take() noexcept { return std::exchange(descriptor_, -1); }

model::result<bound_socket> bind_listener(const std::string& address, std::uint16_t port,
                                          std::string_view section) {
  const auto setting = [section](std::string_view name) {
    return fmt::format("{}.{}", section, name);
  };
  error_code failed;
  tcp::endpoint endpoint{boost::asio::ip::make_address(address, failed), port};
  if (failed)
    return model::error{
        model::ec::invalid,
        fmt::format("{}: \"{}\" is not a numeric address", setting("address"), address),
        setting("address")};
  native_socket socket{
      ::socket(endpoint.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(socket.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0)
    return unusable_address(setting(errno == EADDRNOTAVAIL ? "address" : "port"),
                            fmt::format("{} port {}", address, port));
  if (::listen(socket.get(), backlog) != 0)
    return unusable_address(setting("port"), fmt::format("{} port {}", address, port));
  auto size = static_cast<socklen_t>(endpoint.capacity());
  ::getsockname(socket.get(), endpoint.data(), &size);
  return bound_socket{std::move(socket), endpoint.port()};
}

listener::listener(std::vector<std::shared_ptr<io_thread>> threads, connection_taker take,
                   descriptor_gate gate)
    : threads_(std::move(threads))
    , take_(std::move(take))
    , gate_(std::move(gate)) {}

void listener::start(native_socket socket) {
  // std::function copies: the descriptor travels in a shared box.
  threads_.front()->post([self = self(), box = std::make_shared<native_socket>(std::move(socket))] {
    if (!self->stopped_)
      self->listen(box->take());
  });
}

void listener::stop() {
  threads_.front()->post([self = self()] { self->on_stop(); });
}

void listener::on_stop() {
  stopped_ = true;
  acceptor_.reset();
  leave();
}

void listener::listen(int descriptor) {
  enroll(*threads_.front());
  acceptor_.emplace(threads_.front()->context());
  tcp::endpoint local;
  auto size = static_cast<socklen_t>(local.capacity());
  ::getsockname(descriptor, local.data(), &size);
  acceptor_->assign(local.protocol(), descriptor);
  wait();
}

void listener::wait() {
  acceptor_->async_wait(acceptor::wait_read, [self = self()](error_code) {
    if (self->acceptor_)
      self->accept_ready();
  });
}

void listener::accept_ready() {
  for (int accepted = 0; accepted < accepts_per_turn; ++accepted) {
    tcp::endpoint peer;
    auto size = static_cast<socklen_t>(peer.capacity());
    native_socket socket{
        ::accept4(acceptor_->native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket.get() < 0) {
      if (errno == ECONNABORTED || errno == EINTR)
        continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK)
        break;
      return threads_.front()->post_after(exhausted_pause, [self = self()] {
        if (self->acceptor_)
          self->accept_ready();
      });
    }
    if (gate_ && !gate_(socket.get()))
      continue;
    auto address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
      address = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
    hand_over(std::move(socket), address.to_string());
  }
  wait();
}

void listener::hand_over(native_socket socket, std::string remote_address) {
  const auto& thread = threads_[next_++ % threads_.size()];
  thread->post([self = self(), thread, box = std::make_shared<native_socket>(std::move(socket)),
                remote = std::move(remote_address)]() mutable {
    tcp_socket connection{thread->context()};
    error_code failed;
    connection.assign(tcp::v4(), box->get(), failed);
    if (failed)
      return;
    static_cast<void>(box->take());
    connection.set_option(tcp::no_delay{true}, failed);
    connection.native_non_blocking(true, failed);
    self->take_(thread, std::move(connection), std::move(remote));
  });
}

} // namespace vestnik::net
