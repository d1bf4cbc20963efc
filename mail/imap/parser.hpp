#pragma once

#include "mail/imap/framer.hpp"
#include "mail/imap/response.hpp"
#include "model/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vestnik::mail {

/// Parser of IMAP4rev1 and IMAP4rev2 server responses (RFC 3501 §9, RFC 9051 §9),
/// fed with bytes as they arrive. It reads the grammar, not the meaning: attribute
/// values stay values (see fetch.hpp).
///
/// What cannot be parsed costs one response: it comes out as `imap_damage`, and the
/// next line is read as usual. There is no error that ends the parser.
///
/// Tolerated, because servers do it:
/// - NIL and atoms wherever a string belongs, and the reverse (Mail.ru, MailKit#124);
/// - numbers such as `9.3736e+06` (Mail.ru, MailKit#1838), kept as atoms;
/// - several blanks for one, blanks inside parentheses, blank lines, bare LF;
/// - unknown responses, attributes and response codes, text without code.
class imap_parser {
public:
  explicit imap_parser(imap_limits limits = {})
      : limits_{limits}
      , framer_{limits} {}

  /// Takes bytes. Call `next` until it yields nothing before feeding again: then the
  /// parser holds at most one unfinished response.
  void feed(std::string_view bytes) { input_ += bytes; }

  /// The next response; nothing means that more bytes are needed.
  [[nodiscard]] std::optional<imap_item> next();

  /// Bytes of the unfinished response.
  [[nodiscard]] std::uint64_t held() const noexcept { return framer_.held(); }

private:
  imap_limits limits_;
  imap_framer framer_;
  std::string input_;
  std::size_t consumed_ = 0;
};

/// Reads one complete response. Errors: `ec::malformed`, saying what was expected.
[[nodiscard]] model::result<imap_response> parse_response(imap_frame&& frame,
                                                          const imap_limits& limits);

} // namespace vestnik::mail
