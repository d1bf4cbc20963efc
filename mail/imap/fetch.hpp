#pragma once

#include "mail/imap/response.hpp"
#include "model/error.hpp"
#include "model/values/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail {

/// What a FETCH response says of one message (RFC 9051 §7.5.2). Attributes come in any
/// order and any number; those that are missing keep their defaults.
struct imap_fetch {
  /// What the server said of `BODY[]`.
  enum class body_state : std::uint8_t {
    /// Not mentioned: news of flags, or the answer to another question.
    absent,
    /// `NIL`: the server has no bytes for this message (iCloud does this to `RFC822`).
    nil,
    present,
    /// Over the literal limit; `body_size` has the announced size.
    too_large,
  };

  /// Zero if the response does not say.
  std::uint32_t uid = 0;
  /// Valid UTF-8 without NUL, whatever was sent.
  std::vector<std::string> flags;
  /// INTERNALDATE in UTC; the epoch if missing or unreadable.
  model::timestamp internal_date{};
  /// RFC822.SIZE in bytes: the server's claim. Zero if missing.
  std::uint64_t size = 0;
  body_state state = body_state::absent;
  /// The message, or as much of its beginning as was asked for; moved out of the response.
  std::string body;
  std::uint64_t body_size = 0;
};

/// Takes the attributes out of a FETCH response. Unknown ones are skipped.
/// Errors: `ec::malformed` if it is not a list of pairs.
[[nodiscard]] model::result<imap_fetch> read_fetch(imap_response&& response);

/// `17-Jul-1996 02:44:25 -0700` (RFC 9051 §9, date-time) in UTC; the day may be padded
/// with a blank. The epoch if it cannot be read.
[[nodiscard]] model::timestamp read_internal_date(std::string_view text) noexcept;

/// A size, written as an integer or, by Mail.ru, as `9.3736e+06` (MailKit#1838). Zero
/// if it is neither or negative.
[[nodiscard]] std::uint64_t read_size(std::string_view text) noexcept;

} // namespace vestnik::mail
