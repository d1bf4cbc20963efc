#pragma once

#include "mail/imap/response.hpp"
#include "model/error.hpp"

#include <string>
#include <string_view>

namespace vestnik::mail {

/// Turns a NO, BAD or BYE of a server into an error with the server's own words.
///
/// Errors that pass with time are `ec::mail_unreachable` with `retry_after`:
/// [UNAVAILABLE], [INUSE] (RFC 5530), [THROTTLED], [LIMIT] (Yahoo, imapflow#75),
/// `Suggested Backoff Time: N milliseconds` (Outlook, imapsync#212), `Too many
/// simultaneous connections` (Gmail), `User is authenticated but not connected`
/// (Outlook, MailKit#1494).
enum class imap_step : std::uint8_t {
  /// Anything else is final until the user changes something: `ec::mail_refused`.
  sign_in,
  /// Anything else is final too: the folder cannot be opened.
  open_folder,
  /// Anything else breaks the session, not the account: `ec::mail_unreachable`.
  session,
};

[[nodiscard]] model::error refusal(imap_step step, const imap_response& response);

/// Whether `refusal` would ask to come back later.
[[nodiscard]] bool asks_to_wait(const imap_response& response);

/// Text of a server made fit to show: valid UTF-8, one line without control characters,
/// at most 300 bytes.
[[nodiscard]] std::string shown_words(std::string_view text);

} // namespace vestnik::mail
