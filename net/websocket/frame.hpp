#pragma once

#include "model/frame_kind.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace vestnik::net {

using model::frame_kind;

/// What becomes of a frame that waits because its connection is read too slowly. Frames that
/// may be lost make room for the others; states have limits of their own (`outbox_limits`).
struct frame_policy {
  enum class when_slow : std::uint8_t {
    /// Never dropped: with no room left, the connection is closed, to resume.
    close,
    /// A state: replaces a waiting frame of the same coalesce_key, and is never dropped.
    coalesce,
    /// Lost, the oldest first.
    drop_oldest,
  };
  when_slow then = when_slow::close;
  /// Of `coalesce`: frames that say the newest of the same thing.
  std::uint64_t coalesce_key = 0;
};

/// One complete, unmasked WebSocket data frame as a server sends it (RFC 6455
/// §5.2): header and payload in one immutable buffer, so that every recipient
/// shares the same bytes. Thread-safe because what it says never changes.
class frame {
public:
  frame(frame_kind kind, std::string_view payload, frame_policy policy = {});

  /// Header and payload, ready to be sent.
  [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::string_view payload() const noexcept {
    return std::string_view{bytes_}.substr(header_size_);
  }
  [[nodiscard]] const frame_policy& policy() const noexcept { return policy_; }

  /// The same message compressed (RFC 7692), made at the first call, then shared. Empty if it
  /// would not be smaller.
  [[nodiscard]] std::shared_ptr<const frame> deflated() const;

private:
  enum class compression : std::uint8_t { none, deflate };

  frame(frame_kind kind, compression form, std::string_view payload, frame_policy policy);

  std::string bytes_;
  std::uint8_t header_size_;
  frame_policy policy_;
  mutable std::once_flag asked_;
  mutable std::shared_ptr<const frame> deflated_;
};

using frame_ptr = std::shared_ptr<const frame>;

[[nodiscard]] inline frame_ptr make_frame(frame_kind kind, std::string_view payload,
                                          frame_policy policy = {}) {
  return std::make_shared<const frame>(kind, payload, policy);
}

} // namespace vestnik::net
