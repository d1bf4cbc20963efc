#include "net/io/transport.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <sys/socket.h>

namespace vestnik::net {

namespace {

std::string words_of(int error) { return std::generic_category().message(error); }

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

class plain_transport final : public transport {
public:
  using transport::transport;

  io_step handshake() override { return {}; }

  io_step read(std::span<char> into) override {
    const auto n = ::recv(descriptor(), into.data(), into.size(), MSG_DONTWAIT);
    if (n > 0)
      return {step_state::done, static_cast<std::size_t>(n)};
    if (n == 0)
      return {step_state::ended};
    return would_block(errno) ? io_step{step_state::wait_readable} : failed(words_of(errno));
  }

  io_step send(std::span<const iovec> parts) override {
    std::size_t offered = 0;
    for (const auto& part : parts)
      offered += part.iov_len;
    if (offered == 0)
      return {};
    const auto n = parts.size() == 1 ? ::send(descriptor(), parts[0].iov_base, parts[0].iov_len,
                                              MSG_DONTWAIT | MSG_NOSIGNAL)
                                     : send_gathered(parts);
    if (n < 0)
      return would_block(errno) ? io_step{step_state::wait_writable} : failed(words_of(errno));
    const auto sent = static_cast<std::size_t>(n);
    return {sent < offered ? step_state::wait_writable : step_state::done, sent};
  }

  io_step finish_sending() override {
    ::shutdown(descriptor(), SHUT_WR);
    return {};
  }

private:
  /// Costs the kernel a copy of the list more than `send` does.
  [[nodiscard]] ssize_t send_gathered(std::span<const iovec> parts) {
    msghdr message{};
    // sendmsg leaves the parts alone; its type has no const form.
    message.msg_iov = const_cast<iovec*>(parts.data());
    message.msg_iovlen = parts.size();
    return ::sendmsg(descriptor(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
};

} // namespace

transport::transport(tcp_socket socket)
    : socket_(std::move(socket)) {}

io_step transport::discard_input() noexcept {
  // On TCP, MSG_TRUNC drops bytes without copying them (tcp(7)).
  constexpr std::size_t at_most = 1024 * 1024;
  const auto n = ::recv(descriptor(), nullptr, at_most, MSG_DONTWAIT | MSG_TRUNC);
  if (n > 0)
    return {step_state::wait_readable, static_cast<std::size_t>(n)};
  if (n == 0)
    return {step_state::ended};
  return {would_block(errno) ? step_state::wait_readable : step_state::failed};
}

void transport::break_off() noexcept { ::shutdown(descriptor(), SHUT_RDWR); }

tcp_socket transport::release() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
  return std::move(socket_);
}

io_step transport::failed(std::string words) {
  if (failure_.empty())
    failure_ = std::move(words);
  return {step_state::failed};
}

std::unique_ptr<transport> make_plain_transport(tcp_socket socket) {
  return std::make_unique<plain_transport>(std::move(socket));
}

} // namespace vestnik::net
