#pragma once

#include "config/defaults.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail {

/// What one message may cost. All work is linear in what these let pass. What is over a limit is
/// left out, and the message says so (`model::mail_content::cut`).
struct mime_limits {
  /// The whole message, in bytes.
  std::uint64_t message = config::defaults::mail::max_message;
  /// Multiparts and messages inside each other.
  std::size_t depth = 32;
  std::size_t parts = 500;
  /// One header field, in bytes; a list of addresses or of message ids may be longer, of some
  /// 5,000 recipients.
  std::size_t field = 8 * 1024;
  std::size_t list = 256 * 1024;
  /// The header fields of all parts together, in bytes and number.
  std::size_t headers = 1024 * 1024;
  std::size_t fields = 20'000;
  /// Names of attachments, in bytes: what file systems take.
  std::size_t name = 255;
  /// Text and HTML, each; what follows is cut off.
  std::size_t text = 2 * 1024 * 1024;
  /// Of all HTML parts together what text is made from.
  std::size_t html = 512 * 1024;
};

/// Looks through a message line by line before the parser proper, which builds all of it in
/// memory: follows header blocks, boundaries and embedded messages (RFC 2045, RFC 2046), decodes
/// nothing, and makes a message of it that has no bombs and can be read. Where a message is
/// ambiguous it counts more rather than less.
///
/// Made readable is also what else hides the whole body: of several Content-Type fields one is
/// kept, a multipart before others; a boundary is found behind parameters that cannot be read, or
/// by its look; and a multipart without any boundary is plain text.
class mime_scan {
public:
  /// `message` must outlive what `readable` returns.
  mime_scan(std::string_view message, const mime_limits& limits);

  /// The message itself, its beginning, or a changed copy that lives as long as this.
  [[nodiscard]] std::string_view readable() const noexcept { return readable_; }

  /// What was left out: `message` (its end), `header`, `nesting`, `parts`; each once.
  [[nodiscard]] const std::vector<std::string>& cut() const noexcept { return cut_; }

  /// Parts seen, the message itself included.
  [[nodiscard]] std::size_t parts() const noexcept { return parts_; }

private:
  enum class place : std::uint8_t { header, body };
  enum class field : std::uint8_t { other, list, content_type, encoding };
  /// A multipart with its boundary, or an embedded message without one.
  struct level {
    std::string boundary;
    /// multipart/digest: parts are messages unless they say otherwise.
    enum class children : std::uint8_t { plain, messages } are = children::plain;
  };
  struct edit {
    std::size_t start = 0;
    std::size_t end = 0;
    std::string replacement;
  };
  struct content_type {
    std::size_t start = 0;
    std::size_t end = 0;
    /// Unfolded.
    std::string value;
  };

  void scan();
  void finish();
  void take_line(std::size_t start, std::size_t end);
  void take_header_line(std::size_t start, std::size_t end);
  void begin_field(std::string_view line, std::size_t start);
  /// How much of a line of the field is kept.
  [[nodiscard]] std::size_t kept_of(std::string_view line);
  void end_header(std::size_t body);
  [[nodiscard]] std::string boundary_of(const std::string& type, std::size_t body) const;
  [[nodiscard]] std::string likely_boundary(std::size_t body) const;
  void open(level next, std::size_t at);
  [[nodiscard]] bool take_boundary(std::string_view line);
  void begin_header();
  void replace(std::size_t start, std::size_t end, std::string by);
  void note(const char* limit);
  /// Nothing from there on is read.
  void stop(std::size_t at, const char* why);

  mime_limits limits_;
  std::string_view message_;
  std::size_t end_ = 0;
  place place_ = place::header;
  std::vector<level> levels_;
  std::size_t parts_ = 1;
  std::size_t headers_left_;
  std::size_t fields_left_;
  /// The field that the last header line belongs to, and how much of it may follow.
  field field_ = field::other;
  std::size_t field_left_ = 0;
  std::vector<content_type> types_;
  std::string encoding_;
  std::vector<edit> edits_;
  std::vector<std::string> cut_;
  std::string changed_;
  std::string_view readable_;
};

} // namespace vestnik::mail
