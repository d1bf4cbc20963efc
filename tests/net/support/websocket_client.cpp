#include "tests/net/support/websocket_client.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace vestnik::net::test {

std::uint16_t received_frame::close_code() const {
  if (payload.size() < 2)
    return 1005;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(payload[at]); };
  return static_cast<std::uint16_t>(byte(0) << 8 | byte(1));
}

std::string client_frame(std::uint8_t first, std::string_view payload) {
  static constexpr std::string_view mask = "\x11\x92\x33\xd4";
  std::string out(1, static_cast<char>(first));
  const auto size = payload.size();
  if (size < 126) {
    out += static_cast<char>(0x80 | size);
  } else if (size <= 0xffff) {
    out += '\xfe';
    out += static_cast<char>(size >> 8);
    out += static_cast<char>(size & 0xff);
  } else {
    out += '\xff';
    for (int shift = 56; shift >= 0; shift -= 8)
      out += static_cast<char>(size >> shift & 0xff);
  }
  out += mask;
  for (std::size_t i = 0; i < size; ++i)
    out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

std::string client_close(std::uint16_t code) {
  const std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  return client_frame(fin | close_op, payload);
}

std::string upgrade_request(std::string_view target, std::string_view headers) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: vestnik.test\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}\r\n",
                     target, headers);
}

websocket_client::websocket_client(std::uint16_t port, std::string_view headers,
                                   blocking_client::security over)
    : connection_(port, over) {
  const auto* scheme = over == blocking_client::security::tls ? "https" : "http";
  connection_.send(
      upgrade_request("/ws", fmt::format("Origin: {}://vestnik.test\r\n{}", scheme, headers)));
  answer_ = read_reply(connection_);
  if (answer_.status != 101)
    throw std::runtime_error("not upgraded: " + answer_.head + answer_.body);
}

received_frame websocket_client::read() {
  const auto head = connection_.read(2);
  const auto first = static_cast<unsigned char>(head[0]);
  std::size_t size = static_cast<unsigned char>(head[1]);
  if (size > 127)
    throw std::runtime_error("a server does not mask");
  if (size >= 126) {
    const auto longer = connection_.read(size == 126 ? 2 : 8);
    size = 0;
    for (const char byte : longer)
      size = size << 8 | static_cast<unsigned char>(byte);
  }
  return {static_cast<std::uint8_t>(first & 0x0f), (first & fin) != 0, connection_.read(size),
          static_cast<std::uint8_t>(first & 0x70)};
}

received_frame websocket_client::read_message() {
  auto frame = read();
  while (frame.opcode == ping || frame.opcode == pong)
    frame = read();
  return frame;
}

} // namespace vestnik::net::test
