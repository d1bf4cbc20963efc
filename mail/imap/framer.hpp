#pragma once

#include "config/defaults.hpp"
#include "mail/imap/response.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vestnik::mail {

/// What one response may cost. A server that claims more loses that response or
/// literal, never the connection.
struct imap_limits {
  /// Text of one response without its literals, in bytes: of FETCH, LIST and SEARCH, and of all
  /// others.
  std::size_t line = 1024 * 1024;
  std::size_t short_line = 64 * 1024;
  /// All literals of one response together, in bytes: a message is one.
  std::uint64_t literal = config::defaults::mail::max_message;
  /// Nesting of lists.
  std::size_t depth = 32;
  /// Values in one response, lists included.
  std::size_t items = 100'000;
};

/// A literal of a response (RFC 9051 §4.3).
struct imap_literal {
  /// Empty if it was too large.
  std::string bytes;
  /// As the server announced it.
  std::uint64_t size = 0;
  enum class fate : std::uint8_t { kept, skipped } is = fate::kept;
};

/// One response as text with its literals taken out. Each `{size}` that announced a
/// literal is followed by a line feed, which cannot occur otherwise.
struct imap_frame {
  std::string text;
  std::vector<imap_literal> literals;
};

/// Cuts a server's bytes into responses: lines joined across literals. Knows nothing
/// of grammar beyond that, so that whatever a line holds, the next one is found.
/// Tolerates a bare LF as line end. Text that ends like a literal is no literal in
/// status, tagged and continuation lines, since those end in words for people.
class imap_framer {
public:
  explicit imap_framer(imap_limits limits)
      : limits_{limits} {}

  /// Takes bytes from the front of `input` up to the end of the next response.
  /// Nothing means that `input` is used up and more is needed. Memory stays below
  /// `limits.line + limits.literal`, whatever is fed.
  [[nodiscard]] std::optional<std::variant<imap_frame, imap_damage>> next(std::string_view& input);

  /// Bytes of the unfinished response, literals included.
  [[nodiscard]] std::uint64_t held() const noexcept { return frame_.text.size() + kept_; }

private:
  void take_text(std::string_view bytes);
  void take_literal(std::string_view& input);
  /// How long a line that begins so may become.
  [[nodiscard]] std::size_t most_of(std::string_view text, std::string_view more) const;
  [[nodiscard]] bool begin_literal();

  imap_limits limits_;
  imap_frame frame_;
  /// The first bytes of a line that is over the limit; set while it is skipped.
  std::optional<std::string> overlong_;
  std::uint64_t literal_left_ = 0;
  std::uint64_t literal_total_ = 0;
  /// Of literals, as far as they have come.
  std::uint64_t kept_ = 0;
};

} // namespace vestnik::mail
