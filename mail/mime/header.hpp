#pragma once

#include "model/mail.hpp"
#include "model/values/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail {

/// Values of header fields as they stand in the message, folded and undecoded, turned
/// into what they mean, encoded words included (encoded_word.hpp). Nothing here fails:
/// what cannot be read is empty, and what is returned is one line of valid UTF-8, without the
/// characters that would change how others are shown (shown_text.hpp). `undeclared` is the
/// charset of bytes that are neither ASCII nor UTF-8 and say nothing themselves; mostly that
/// of the message's text.

/// Unstructured text: Subject.
[[nodiscard]] std::string decode_text(std::string_view raw, std::string_view undeclared = {});

/// Addresses; groups are replaced by their members. Of one that breaks the grammar comes what can
/// be told apart: `Name <>`, `.a..b.@example.org`, `a at b` (a name alone).
[[nodiscard]] std::vector<model::mail_address> decode_addresses(std::string_view raw,
                                                                std::string_view undeclared = {});

/// RFC 5322 date in UTC; the epoch if it cannot be read.
[[nodiscard]] model::timestamp decode_date(std::string_view raw);

/// Message-IDs without angle brackets, at most 100 of them (References, In-Reply-To).
[[nodiscard]] std::vector<std::string> decode_message_ids(std::string_view raw);

} // namespace vestnik::mail
