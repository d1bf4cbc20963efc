#include "model/values/utf8.hpp"
#include "net/io/io_thread.hpp"
#include "net/io/transport.hpp"
#include "net/websocket/websocket_connection.hpp"
#include "tests/fuzz/input.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <sys/socket.h>
#include <unistd.h>

using namespace vestnik;

namespace {

constexpr std::size_t max_message = 2'000;
/// What a socket takes without a reader on the other side.
constexpr std::size_t most_bytes = 64 * 1'024;

/// Takes what comes, and ends the thread with the connection.
class listener final : public net::connection_handler {
public:
  explicit listener(net::io_thread& thread)
      : thread_{thread} {}

  void on_open(std::shared_ptr<net::outbox>, std::shared_ptr<net::inbound_credit> in) override {
    is_open_ = true;
    in->grant(most_bytes);
  }

  void on_frame(net::frame_kind kind, std::string_view payload) override {
    fuzz::require(is_open_, "a message comes while the connection is open");
    fuzz::require(payload.size() <= max_message, "a message has its limit");
    if (kind != net::frame_kind::text)
      return;
    // A NUL is a character of a WebSocket's text, though none of ours.
    std::string text{payload};
    std::replace(text.begin(), text.end(), '\0', ' ');
    fuzz::require(model::is_valid_utf8(text), "a text is UTF-8");
  }

  void on_close(std::uint16_t) override {
    fuzz::require(!is_closed_, "a connection ends once");
    is_open_ = false;
    is_closed_ = true;
    thread_.request_stop();
  }

  [[nodiscard]] bool is_closed() const noexcept { return is_closed_; }

private:
  net::io_thread& thread_;
  bool is_open_ = false;
  bool is_closed_ = false;
};

/// A request that was found in order, on that socket.
net::accepted_upgrade upgrade_on(std::shared_ptr<net::io_thread> thread, int socket) {
  net::tcp_socket ours{thread->context()};
  ours.assign(boost::asio::ip::tcp::v4(), socket);
  return {.thread = std::move(thread),
          .connection = net::make_plain_transport(std::move(ours)),
          .remote_address = "192.0.2.1",
          .read_ahead = {},
          .key = "dGhlIHNhbXBsZSBub25jZQ==",
          .subprotocol = {},
          .extensions = {}};
}

} // namespace

/// A choice: an odd one compresses, half of it is how many bytes come together with the upgrade.
/// Then a client's frames.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input input{data, size};
  const auto choice = input.take_choice();
  const auto wire = input.rest().substr(0, most_bytes);
  const auto early = wire.substr(0, choice / 2U);
  const auto late = wire.substr(early.size());

  std::array<int, 2> pair{};
  fuzz::require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0,
                "there are sockets");
  const auto sent = ::send(pair[1], late.data(), late.size(), MSG_NOSIGNAL);
  fuzz::require(late.empty() || sent == static_cast<ssize_t>(late.size()), "a socket takes it all");
  ::shutdown(pair[1], SHUT_WR);

  const auto thread = std::make_shared<net::io_thread>(0, nullptr);
  const auto heard = std::make_shared<listener>(*thread);
  thread->post([&] {
    auto upgrade = upgrade_on(thread, pair[0]);
    upgrade.read_ahead = early;
    if (choice % 2 == 1)
      upgrade.extensions = "permessage-deflate; client_max_window_bits";
    net::start_websocket(
        std::move(upgrade),
        {.max_message = max_message, .outbox = {}, .compression = net::compression_offer::accepted},
        heard);
  });
  thread->run();
  thread->discard();
  ::close(pair[1]);
  fuzz::require(heard->is_closed(), "a connection ends");
  return 0;
}
