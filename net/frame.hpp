#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vestnik::net {

enum class frame_kind : std::uint8_t { text, binary };

/// One complete, unmasked WebSocket data frame as a server sends it (RFC 6455
/// §5.2): header and payload in one immutable buffer, so that every recipient
/// shares the same bytes. Thread-safe because it never changes.
class frame {
public:
  frame(frame_kind kind, std::string_view payload);

  /// Header and payload, ready to be sent.
  [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::string_view payload() const noexcept {
    return std::string_view{bytes_}.substr(header_size_);
  }

private:
  std::string bytes_;
  std::size_t header_size_;
};

using frame_ptr = std::shared_ptr<const frame>;

[[nodiscard]] inline frame_ptr make_frame(frame_kind kind, std::string_view payload) {
  return std::make_shared<const frame>(kind, payload);
}

} // namespace vestnik::net
