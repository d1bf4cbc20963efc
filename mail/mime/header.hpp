#pragma once

#include "model/mail.hpp"
#include "model/values/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail {

/// Values of header fields as they stand in the message, folded and undecoded, turned
/// into what they mean, encoded words included (encoded_word.hpp). Nothing here fails:
/// what cannot be read is empty, and what is returned is valid UTF-8 without NUL.

/// Unstructured text: Subject. One line.
[[nodiscard]] std::string decode_text(std::string_view raw);

/// Addresses; groups are replaced by their members.
[[nodiscard]] std::vector<model::mail_address> decode_addresses(std::string_view raw);

/// RFC 5322 date in UTC; the epoch if it cannot be read.
[[nodiscard]] model::timestamp decode_date(std::string_view raw);

/// Message-IDs without angle brackets, at most 100 of them (References, In-Reply-To).
[[nodiscard]] std::vector<std::string> decode_message_ids(std::string_view raw);

} // namespace vestnik::mail
