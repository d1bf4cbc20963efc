#pragma once

#include "mail/imap/response.hpp"
#include "model/error.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail {

/// A command without its tag. The first piece follows the tag; each further piece is
/// sent when the server has asked for it with `+` (RFC 9051 §4.3, §6.2.2). Every piece
/// but an announcement of a literal ends the line, CR LF included.
struct imap_command {
  std::vector<std::string> pieces;

  friend bool operator==(const imap_command&, const imap_command&) = default;
};

/// UIDs, both ends included.
struct uid_range {
  /// As `last`: whatever there is, `*`.
  static constexpr auto no_end = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t first = 1;
  std::uint32_t last = no_end;

  friend bool operator==(const uid_range&, const uid_range&) = default;
};

/// A command without arguments, or with fixed ones: `CAPABILITY`.
[[nodiscard]] imap_command make_command(std::string_view line);

/// Signs in with user name and password: AUTHENTICATE PLAIN (RFC 4616), in one line
/// where SASL-IR is offered, else LOGIN with quoted strings or literals. Nothing in
/// either string can end the line (docs/security.md O5).
/// Errors: `ec::invalid` for a NUL, which neither form can carry; `ec::mail_refused` if
/// the server offers no sign-in by password on this connection (LOGINDISABLED).
[[nodiscard]] model::result<imap_command>
sign_in_command(const imap_capabilities& offered, std::string_view user, std::string_view password);

/// Opens a folder for reading only. `folder` is in modified UTF-7 (RFC 3501 §5.1.3).
[[nodiscard]] imap_command examine_command(const imap_capabilities& offered,
                                           std::string_view folder);

/// Asks for UID and size of all these messages. A server answers `first:*` with the last message
/// even if its UID is smaller (RFC 9051 §9, seq-range).
[[nodiscard]] imap_command fetch_sizes_command(uid_range which);

/// Asks for the UID of the last message.
[[nodiscard]] imap_command fetch_last_uid_command();

/// Asks which of these UIDs there are.
[[nodiscard]] imap_command search_command(uid_range which);
[[nodiscard]] imap_command search_command(std::span<const std::uint32_t> uids);

/// Asks for messages in whole, without setting \Seen. Not `RFC822`, to which iCloud
/// answers with nothing.
[[nodiscard]] imap_command fetch_messages_command(std::span<const std::uint32_t> uids);

/// The same for the first octets of messages.
[[nodiscard]] imap_command fetch_beginnings_command(std::span<const std::uint32_t> uids,
                                                    std::uint64_t octets);

/// UIDs in ascending order as a sequence-set: `1:3,7`. Empty for none.
[[nodiscard]] std::string uid_set(std::span<const std::uint32_t> uids);

} // namespace vestnik::mail
