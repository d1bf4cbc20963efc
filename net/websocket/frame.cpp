#include "net/websocket/frame.hpp"

#include "net/websocket/deflate.hpp"

namespace vestnik::net {

namespace {

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
  while (bytes-- > 0)
    out += static_cast<char>(value >> (8 * bytes) & 0xff);
}

} // namespace

frame::frame(frame_kind kind, std::string_view payload, frame_policy policy)
    : frame{kind, compression::none, payload, policy} {}

frame::frame(frame_kind kind, compression form, std::string_view payload, frame_policy policy)
    : policy_{policy} {
  const auto size = payload.size();
  bytes_.reserve(size + 10);
  constexpr std::uint8_t final = 0x80;
  constexpr std::uint8_t compressed = 0x40; // RSV1 (RFC 7692 §6)
  const std::uint8_t opcode = kind == frame_kind::text ? 1 : 2;
  bytes_ += static_cast<char>(final | (form == compression::deflate ? compressed : 0) | opcode);
  if (size < 126) {
    bytes_ += static_cast<char>(size);
  } else if (size <= 0xffff) {
    bytes_ += '\x7e';
    append_big_endian(bytes_, size, 2);
  } else {
    bytes_ += '\x7f';
    append_big_endian(bytes_, size, 8);
  }
  header_size_ = static_cast<std::uint8_t>(bytes_.size());
  bytes_ += payload;
}

frame_ptr frame::deflated() const {
  std::call_once(asked_, [this] {
    const auto smaller = deflate(payload());
    const auto kind = (bytes_.front() & 0x0f) == 1 ? frame_kind::text : frame_kind::binary;
    if (!smaller.empty())
      deflated_.reset(new frame{kind, compression::deflate, smaller, policy_});
  });
  return deflated_;
}

} // namespace vestnik::net
