#pragma once

#include "config/defaults.hpp"
#include "model/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail {

/// What one message may cost (docs/decisions.md 29, docs/security.md B1).
struct mime_limits {
  /// The whole message, in bytes.
  std::uint64_t message = config::defaults::mail::max_message;
  /// Multiparts and messages inside each other.
  std::size_t depth = 32;
  std::size_t parts = 500;
  /// Each block of header fields, in bytes and lines.
  std::size_t header_bytes = 64 * 1024;
  std::size_t header_lines = 1'000;
  /// Any line, in bytes.
  std::size_t line = 1024 * 1024;
  /// Names of attachments, in bytes: what file systems take (docs/security.md F4).
  std::size_t name = 255;
  /// Text and HTML, each; what follows is cut off.
  std::size_t text = 2 * 1024 * 1024;
  /// Of all HTML parts together what text is made from.
  std::size_t html = 512 * 1024;
};

/// Looks through a message line by line before the parser proper, which builds all of it
/// in memory, and refuses bombs early: it follows header blocks, boundaries and embedded
/// messages (RFC 2045, RFC 2046) and decodes nothing. Where a message is ambiguous it
/// counts more rather than less.
class mime_scan {
public:
  explicit mime_scan(const mime_limits& limits)
      : limits_{limits} {}

  /// Takes the next bytes. Errors: `ec::too_large`, naming the limit; then feed no more.
  [[nodiscard]] model::result<void> feed(std::string_view bytes);

  /// The end of the message: its last line may lack a line feed.
  [[nodiscard]] model::result<void> finish();

  /// Parts seen so far, the message itself included.
  [[nodiscard]] std::size_t parts() const noexcept { return parts_; }

private:
  enum class place : std::uint8_t { header, body };
  /// A multipart with its boundary, or an embedded message without one.
  struct level {
    std::string boundary;
    /// multipart/digest: parts are messages unless they say otherwise.
    enum class children : std::uint8_t { plain, messages } are = children::plain;
  };

  [[nodiscard]] model::result<void> take_line(std::string_view line);
  [[nodiscard]] model::result<void> take_header_line(std::string_view line);
  [[nodiscard]] model::result<void> end_header();
  [[nodiscard]] model::result<void> open(level&& next);
  [[nodiscard]] bool take_boundary(std::string_view line);
  void begin_header();

  mime_limits limits_;
  place place_ = place::header;
  std::vector<level> levels_;
  std::uint64_t bytes_ = 0;
  std::size_t parts_ = 1;
  std::size_t header_bytes_ = 0;
  std::size_t header_lines_ = 0;
  /// Values of the Content-Type fields of this block, unfolded.
  std::vector<std::string> content_types_;
  /// Value of the Content-Transfer-Encoding field of this block.
  std::string encoding_;
  /// Which field the last header line belongs to.
  enum class field : std::uint8_t { other, content_type, encoding } field_ = field::other;
  /// The beginning of a line that is not complete.
  std::string partial_;
  std::size_t line_size_ = 0;
};

} // namespace vestnik::mail
