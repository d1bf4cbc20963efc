#pragma once

#include "model/enumeration.hpp"
#include "model/values/fields.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::model {

/// One address of a header. All text is valid UTF-8.
struct mail_address {
  /// Display name, decoded; may be empty.
  std::string name;
  /// local@domain as written; may be empty in broken mail.
  std::string address;

  friend bool operator==(const mail_address&, const mail_address&) = default;
};

/// What is known of an attachment without its bytes.
struct mail_attachment {
  /// Base name, decoded, made safe (docs/security.md F4); empty if the mail gives none.
  std::string name;
  /// Media type in lower case: `image/png`.
  std::string type;
  /// Decoded size in bytes.
  std::uint64_t size = 0;
  /// Without angle brackets; empty unless the HTML may refer to it.
  std::string content_id;

  friend bool operator==(const mail_attachment&, const mail_attachment&) = default;
};

/// A parsed message. All text is valid UTF-8 without NUL.
struct mail_content {
  std::string subject;
  std::vector<mail_address> from;
  std::vector<mail_address> to;
  std::vector<mail_address> cc;
  std::vector<mail_address> reply_to;
  /// Date header in UTC; the epoch if missing or unreadable.
  timestamp date_sent{};
  /// The body for people: the text parts, or text made from the HTML parts.
  std::string text;
  /// The HTML parts, decoded, as the sender wrote them: never show it unsanitised.
  std::string html;
  std::vector<mail_attachment> attachments;
  /// Without angle brackets.
  std::string message_id;
  std::string in_reply_to;
  std::vector<std::string> references;
  /// What was left out since a limit was reached: `message` (its end; of one that is too large all
  /// but its beginning), `header`, `nesting`, `parts`, `text`, `html`; each once. Empty if all of
  /// it is here.
  std::vector<std::string> cut;
};

/// Identity of a message on its server; never the Message-ID.
struct mail_key {
  account_id account;
  std::string folder;
  std::uint32_t uidvalidity = 0;
  std::uint32_t uid = 0;

  friend auto operator<=>(const mail_key&, const mail_key&) = default;
};

/// A message as fetched: identity, the server's facts, and the parsed content.
struct fetched_mail {
  mail_key key;
  /// INTERNALDATE in UTC.
  timestamp date_received{};
  std::uint64_t size = 0;
  /// IMAP flags as sent: `\Seen`.
  std::vector<std::string> flags;
  mail_content content;
};

/// A message that could not be parsed or fetched; the rest flows on.
struct quarantined_mail {
  mail_key key;
  /// Why, for the account's owner.
  std::string reason;
};

/// How an account's connection is secured. `plain` exists for servers on loopback.
enum class mail_security : std::uint8_t { tls = 1, starttls = 2, plain = 3 };

inline constexpr words<mail_security, 3> mail_security_words{{{"tls", mail_security::tls},
                                                              {"starttls", mail_security::starttls},
                                                              {"plain", mail_security::plain}}};

[[nodiscard]] constexpr bool is_enumerator(mail_security value) {
  switch (value) {
  case mail_security::tls:
  case mail_security::starttls:
  case mail_security::plain:
    return true;
  }
  return false;
}
static_assert(has_a_row_for_each(mail_security_words, &word<mail_security>::second, is_enumerator));

/// Where an account's IMAP server is and how to sign in.
struct mail_server {
  std::string host;
  std::uint16_t port = 993;
  mail_security security = mail_security::tls;
  std::string user;

  friend bool operator==(const mail_server&, const mail_server&) = default;
};

/// Something before the last @ and something behind it, without blanks.
[[nodiscard]] bool is_mail_address(std::string_view text) noexcept;

/// A name or an address, and nothing more of a URL.
[[nodiscard]] bool is_mail_host(std::string_view text) noexcept;

inline constexpr text_form mail_address_form{
    .rule = printable(254),
    .fits = &is_mail_address,
    .demand = "must be an e-mail address: local@domain",
    .schema = R"({"type": "string",)"
              R"("pattern": "^(?:[^ \\x00-\\x1F\\x7F-\\x9F]+@[^ @\\x00-\\x1F\\x7F-\\x9F]+)$",)"
              R"("examples": ["alice@example.org"], "maxLength": 254})"};

inline constexpr text_form mail_host_form{
    .rule = printable(253),
    .fits = &is_mail_host,
    .demand = "must be a host name or an address, without blanks, / and @",
    .schema = R"({"type": "string", "pattern": "^(?:[^ /@\\x00-\\x1F\\x7F-\\x9F]{1,253})$",)"
              R"("examples": ["imap.example.org"]})"};

} // namespace vestnik::model
