#pragma once

#include "model/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vestnik::net {

/// The limits of a link between two nodes.
struct link_rules {
  std::size_t largest_frame = 16 * 1024 * 1024;
  /// Bytes that may wait to be sent; what is over is refused.
  std::size_t most_waiting = 32 * 1024 * 1024;
  /// Bytes that were handed over and not yet `taken`; then the link reads no further, so
  /// that the other side's bytes wait with it.
  std::size_t most_untaken = 4 * 1024 * 1024;
  /// To connect and to prove each other's certificates.
  std::chrono::milliseconds opening{5'000};
  /// A node that has sent nothing for so long says that it is there.
  std::chrono::milliseconds heartbeat{1'000};
  /// A node that was not heard for so long is gone.
  std::chrono::milliseconds silence{4'000};
};

/// Frames of bytes between two nodes, over TLS 1.3 with certificates on both sides, in the
/// order in which they are sent. Lives until `close` or its end. From any thread.
class node_link {
public:
  virtual ~node_link() = default;

  enum class sent : std::uint8_t {
    /// It is on its way; it is lost if the link breaks.
    queued,
    /// Too much waits already.
    no_credit,
    /// The frame is larger than a frame may be, whatever waits.
    too_large,
    /// The link has ended.
    ended,
  };
  [[nodiscard]] virtual sent send(std::string_view frame) = 0;

  /// So many bytes of the frames that were handed over need no room any longer.
  virtual void taken(std::size_t bytes) = 0;

  virtual void close() = 0;
};

/// What a link tells its owner, always on its io thread: `on_open` once, then `on_frame`;
/// `on_closed` once and last, also of a link that never opened.
class node_link_handler {
public:
  virtual ~node_link_handler() = default;

  /// Both sides have proven their certificates. @param peer the name in the other's.
  virtual void on_open(std::shared_ptr<node_link> link, std::string peer) = 0;

  /// At least one byte.
  virtual void on_frame(std::string frame) = 0;

  /// `reason.code` is `none` after our own `close`, else `unavailable`.
  virtual void on_closed(const model::error& reason) = 0;
};

} // namespace vestnik::net
