#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::mail {

/// One value of a response: what RFC 9051 §4 calls a data format.
struct imap_value {
  enum class kind : std::uint8_t {
    nil,
    /// A word, number, flag or section name such as `BODY[HEADER.FIELDS (TO)]`.
    atom,
    /// A quoted string or literal.
    string,
    list,
    /// A literal over the limit; its bytes were skipped, `size` says how many.
    too_large,
  };

  kind is = kind::nil;
  /// Of atoms and strings.
  std::string text;
  /// Of lists.
  std::vector<imap_value> items;
  /// Of too large literals, in bytes.
  std::uint64_t size = 0;

  friend bool operator==(const imap_value&, const imap_value&) = default;
};

/// The condition of a status response (RFC 9051 §7.1).
enum class imap_status : std::uint8_t { none, ok, no, bad, preauth, bye };

/// One response of a server (RFC 9051 §7).
struct imap_response {
  enum class kind : std::uint8_t { untagged, tagged, continuation };

  kind is = kind::untagged;
  /// Of tagged responses: the tag of the command that is done.
  std::string tag;
  /// `none` for data responses and continuations.
  imap_status status = imap_status::none;
  /// Response code of a status response in upper case: `UIDNEXT`; empty if none.
  std::string code;
  /// What follows the code's name inside the brackets, as sent.
  std::string code_arguments;
  /// Text for people of status responses and continuations, as sent: any bytes.
  std::string text;
  /// Name of a data response in upper case: `FETCH`, `EXISTS`.
  std::string name;
  /// The number before the name: `* 12 EXISTS`.
  std::optional<std::uint32_t> number;
  /// Data after the name.
  std::vector<imap_value> values;
};

/// A response that could not be understood. The parser has found the next one.
struct imap_damage {
  std::string reason;
  /// Its first bytes (at most 120), for the log; may hold parts of mail.
  std::string start;
};

/// What the parser yields, in the server's order.
using imap_item = std::variant<imap_response, imap_damage>;

/// Capability names in upper case (RFC 9051 §7.2.2).
using imap_capabilities = std::set<std::string, std::less<>>;

/// Reads a list of capability names separated by blanks.
[[nodiscard]] imap_capabilities read_capabilities(std::string_view names);

/// The capabilities of a `* CAPABILITY …` response.
[[nodiscard]] imap_capabilities read_capabilities(const imap_response& response);

/// What a SEARCH or ESEARCH response (RFC 9051 §7.3.4) has found, as ranges: numbers and `2:5` of
/// `ALL`. What is neither is skipped.
[[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>>
read_search(const imap_response& response);

/// Reads a decimal number of 32 bits; nothing for anything else.
[[nodiscard]] std::optional<std::uint32_t> read_number(std::string_view text) noexcept;

/// ASCII upper case, whatever the locale.
[[nodiscard]] std::string upper_ascii(std::string_view text);

} // namespace vestnik::mail
