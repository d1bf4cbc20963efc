#pragma once

#include <string>
#include <string_view>

namespace vestnik::mail {

/// Encoded words of header fields (RFC 2047), and what stands for them in legacy mail.
/// Done here because GMime 3.2.13 loses a base64 word that follows a padded one, and
/// decodes raw bytes inside a word of an address twice.
///
/// Adjacent words are joined before their bytes are decoded, since many mailers cut
/// characters or base64 groups between words. Also tolerated: 8-bit bytes and blanks in
/// words, base64 without padding, unknown charsets (see `to_utf8`), 8-bit text around them,
/// which is UTF-8 or else `undeclared`, the charset of the message's text if it has one.
/// What cannot be decoded at all is no word and stays as it is. One pass.

/// The whole value as UTF-8, with all words decoded.
[[nodiscard]] std::string decode_encoded_words(std::string_view raw,
                                               std::string_view undeclared = {});

/// The value in ASCII and UTF-8 with each run of words written as one base64 word of
/// UTF-8: for structured fields, whose grammar has to be read before words are decoded.
[[nodiscard]] std::string rewrite_encoded_words(std::string_view raw,
                                                std::string_view undeclared = {});

} // namespace vestnik::mail
