#pragma once

#include "mail/mime/scan.hpp"
#include "model/error.hpp"
#include "model/mail.hpp"

#include <string_view>

namespace vestnik::mail {

/// Parses a message (RFC 5322, RFC 2045–2047, RFC 2231) as it came from a server, by
/// GMime. Blocking: about 0.1 ms at the median, more for large mail; call it off the io
/// threads, on a stack of the usual size. Thread-safe.
///
/// Text is the plain text of the parts that are shown; where an alternative or a part has
/// only HTML, text made from it (html_text.hpp), and where it has neither, what other text
/// there is, without the commands of enriched text. HTML is what HTML parts there are, as
/// written. Everything else is an attachment, as are text parts that are marked so, and
/// forwarded messages, which are not looked into. Text with a file name is an attachment,
/// and is shown as well if there is no other text.
///
/// What is over a limit is left out; `cut` of the result says so, and `[…]` at the end of its
/// text. Sender and subject are told in any case. Time and memory grow with the message as its
/// length does.
///
/// Errors: `ec::malformed` if GMime finds no message at all. Broken mail otherwise gives what
/// can be read of it.
[[nodiscard]] model::result<model::mail_content> parse_mime(std::string_view raw,
                                                            const mime_limits& limits = {});

} // namespace vestnik::mail
