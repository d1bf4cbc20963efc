#include "tests/net/support/raw_deflate.hpp"

#include <array>
#include <stdexcept>

#include <zlib.h>

namespace vestnik::net::test {

namespace {

constexpr int window_bits = 12;

Bytef* bytes_of(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

} // namespace

std::string raw_deflate(std::string_view message) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, message.size()) + 16, '\0');
  stream.next_in = bytes_of(message);
  stream.avail_in = static_cast<uInt>(message.size());
  stream.next_out = bytes_of(out);
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_SYNC_FLUSH);
  out.resize(out.size() - stream.avail_out - 4);
  deflateEnd(&stream);
  return out;
}

std::string raw_inflate(std::string_view payload) {
  const auto whole = std::string{payload} + std::string{"\0\0\xff\xff", 4};
  z_stream stream{};
  inflateInit2(&stream, -window_bits);
  stream.next_in = bytes_of(whole);
  stream.avail_in = static_cast<uInt>(whole.size());
  std::string out;
  std::array<char, 4096> part{};
  int status = Z_OK;
  do {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    status = inflate(&stream, Z_SYNC_FLUSH);
    out.append(part.data(), part.size() - stream.avail_out);
  } while (status == Z_OK && stream.avail_out == 0);
  inflateEnd(&stream);
  if (status != Z_OK && status != Z_BUF_ERROR)
    throw std::runtime_error{stream.msg != nullptr ? stream.msg : "cannot be inflated"};
  return out;
}

} // namespace vestnik::net::test
