#include "tests/net/support/blocking_client.hpp"

#include "model/http.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vestnik::net::test {

blocking_client::blocking_client(std::uint16_t port, security over)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
  if (over == security::tls) {
    context_.reset(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    ssl_.reset(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(ssl_.get(), descriptor_);
    if (SSL_connect(ssl_.get()) != 1)
      throw std::runtime_error("TLS handshake failed");
  }
}

blocking_client::blocking_client(int descriptor)
    : descriptor_(descriptor) {}

blocking_client::~blocking_client() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

blocking_client::blocking_client(blocking_client&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1))
    , context_(std::move(other.context_))
    , ssl_(std::move(other.ssl_))
    , input_(std::move(other.input_)) {}

void blocking_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    wait(POLLOUT);
    const auto n = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                        : ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0)
      throw std::runtime_error("the peer takes no more bytes");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string blocking_client::read(std::size_t bytes) {
  while (input_.size() < bytes)
    if (!receive())
      throw std::runtime_error(fmt::format("ended after {} of {} bytes", input_.size(), bytes));
  auto taken = input_.substr(0, bytes);
  input_.erase(0, bytes);
  return taken;
}

std::string blocking_client::read_until(std::string_view mark) {
  auto at = input_.find(mark);
  while (at == std::string::npos) {
    if (!receive())
      throw std::runtime_error(fmt::format("ended without \"{}\": {}", mark, input_));
    at = input_.find(mark);
  }
  return read(at + mark.size());
}

std::string blocking_client::read_to_end() {
  while (receive())
    ;
  return std::exchange(input_, {});
}

void blocking_client::shutdown_send() { ::shutdown(descriptor_, SHUT_WR); }

void blocking_client::shrink_receive_buffer() {
  const int size = 4'096;
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

void blocking_client::accept_tls(const std::string& certificate, const std::string& private_key) {
  context_.reset(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate_chain_file(context_.get(), certificate.c_str());
  SSL_CTX_use_PrivateKey_file(context_.get(), private_key.c_str(), SSL_FILETYPE_PEM);
  ssl_.reset(SSL_new(context_.get()), SSL_free);
  SSL_set_fd(ssl_.get(), descriptor_);
  if (SSL_accept(ssl_.get()) != 1)
    throw std::runtime_error("the client refused the TLS handshake");
}

std::string blocking_client::tls_version() const { return SSL_get_version(ssl_.get()); }

bool blocking_client::receive() {
  std::array<char, 16 * 1024> buffer;
  if (!ssl_ || SSL_has_pending(ssl_.get()) == 0)
    wait(POLLIN);
  const auto n = ssl_ ? SSL_read(ssl_.get(), buffer.data(), buffer.size())
                      : ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (n > 0)
    input_.append(buffer.data(), static_cast<std::size_t>(n));
  else if (ssl_ ? SSL_get_error(ssl_.get(), static_cast<int>(n)) != SSL_ERROR_ZERO_RETURN : n < 0)
    throw std::runtime_error("the connection was reset");
  return n > 0;
}

void blocking_client::wait(short events) const {
  pollfd ready{descriptor_, events, 0};
  int n = 0;
  do
    n = ::poll(&ready, 1, 10'000);
  while (n < 0 && errno == EINTR);
  if (n == 0)
    throw std::runtime_error("the peer was silent for ten seconds");
}

std::string http_reply::header(std::string_view name) const {
  model::header_list headers;
  std::string_view rest = head;
  rest.remove_prefix(rest.find("\r\n") + 2);
  while (!rest.empty() && !rest.starts_with("\r\n")) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    const auto colon = line.find(": ");
    headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    rest.remove_prefix(line.size() + 2);
  }
  return std::string{model::header_value(headers, name)};
}

http_reply read_reply(blocking_client& client, body_expected body) {
  http_reply reply;
  reply.head = client.read_until("\r\n\r\n");
  reply.status = static_cast<unsigned>(std::stoul(reply.head.substr(9, 3)));
  const auto length = reply.header("content-length");
  if (body == body_expected::yes && !length.empty())
    reply.body = client.read(std::stoul(length));
  return reply;
}

http_reply get(blocking_client& client, std::string_view target, std::string_view headers) {
  client.send(fmt::format("GET {} HTTP/1.1\r\nHost: vestnik.test\r\n{}\r\n", target, headers));
  return read_reply(client);
}

} // namespace vestnik::net::test
