#pragma once

#include "tests/net/support/blocking_client.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace vestnik::net::test {

/// One frame as it came.
struct received_frame {
  std::uint8_t opcode = 0;
  bool final = true;
  std::string payload;
  /// RSV1 to RSV3, as they stand in the first byte.
  std::uint8_t reserved = 0;

  /// Of a close frame; 1005 without a code.
  [[nodiscard]] std::uint16_t close_code() const;
  friend bool operator==(const received_frame&, const received_frame&) = default;
};

inline constexpr std::uint8_t continuation = 0x0, text = 0x1, binary = 0x2, close_op = 0x8,
                              ping = 0x9, pong = 0xa;
/// Set in the first byte on the last frame of a message.
inline constexpr std::uint8_t fin = 0x80;

/// The bytes of one masked client frame; `first` is opcode plus `fin` or not.
[[nodiscard]] std::string client_frame(std::uint8_t first, std::string_view payload);
/// A masked close frame with a code.
[[nodiscard]] std::string client_close(std::uint16_t code);

/// The head of an upgrade request with Origin and the given further header lines.
[[nodiscard]] std::string upgrade_request(std::string_view target = "/ws",
                                          std::string_view headers = "");

/// A WebSocket client that sees every frame.
class websocket_client {
public:
  /// Connects and upgrades; throws unless 101 comes.
  explicit websocket_client(std::uint16_t port, std::string_view headers = "",
                            blocking_client::security over = blocking_client::security::plain);

  void send(std::string_view bytes) { connection_.send(bytes); }
  void send_text(std::string_view payload) { send(client_frame(fin | text, payload)); }
  [[nodiscard]] received_frame read();
  /// The next frame that is neither ping nor pong.
  [[nodiscard]] received_frame read_message();

  [[nodiscard]] blocking_client& connection() noexcept { return connection_; }
  [[nodiscard]] const http_reply& answer() const noexcept { return answer_; }

private:
  blocking_client connection_;
  http_reply answer_;
};

} // namespace vestnik::net::test
