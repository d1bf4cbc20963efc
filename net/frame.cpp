#include "net/frame.hpp"

namespace vestnik::net {

namespace {

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
  while (bytes-- > 0)
    out += static_cast<char>(value >> (8 * bytes) & 0xff);
}

} // namespace

frame::frame(frame_kind kind, std::string_view payload, frame_policy policy)
    : policy_{policy} {
  const auto size = payload.size();
  bytes_.reserve(size + 10);
  bytes_ += kind == frame_kind::text ? '\x81' : '\x82';
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

} // namespace vestnik::net
