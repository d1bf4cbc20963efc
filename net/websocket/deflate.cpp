#include "net/websocket/deflate.hpp"

#include <memory>
#include <new>

#include <zlib.h>

namespace vestnik::net {

namespace {

/// zlib's documentation: memory is (1 << (bits + 2)) + (1 << (level + 9)).
constexpr int memory_level = 4;

struct end_deflate {
  void operator()(z_stream* stream) const noexcept {
    deflateEnd(stream);
    delete stream;
  }
};

using compressor = std::unique_ptr<z_stream, end_deflate>;

compressor make_compressor() {
  auto stream = std::make_unique<z_stream>();
  // Negative bits: raw deflate, without zlib's header and checksum.
  if (deflateInit2(stream.get(), Z_BEST_SPEED, Z_DEFLATED, -deflate_window_bits, memory_level,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc{};
  return compressor{stream.release()};
}

} // namespace

std::string deflate(std::string_view payload) {
  if (payload.size() < deflate_from)
    return {};
  static thread_local const auto stream = make_compressor();
  deflateReset(stream.get());
  // A message that does not fit is not worth it.
  std::string out(payload.size() + 4, '\0');
  stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(payload.data()));
  stream->avail_in = static_cast<uInt>(payload.size());
  stream->next_out = reinterpret_cast<Bytef*>(out.data());
  stream->avail_out = static_cast<uInt>(out.size());
  const auto status = ::deflate(stream.get(), Z_SYNC_FLUSH);
  if (status != Z_OK || stream->avail_in > 0 || stream->avail_out == 0)
    return {};
  // The empty block that a flush ends with is not sent (§7.2.1).
  out.resize(out.size() - stream->avail_out - 4);
  if (out.size() >= payload.size())
    return {};
  return out;
}

} // namespace vestnik::net
