#pragma once

#include "model/mail.hpp"

#include <string>
#include <string_view>
#include <vector>

// How the lists of a mail stand in text columns: as JSON arrays. Reading errors:
// `internal`, since only `to_column` writes them.

namespace vestnik::storage {

[[nodiscard]] std::string to_column(const std::vector<model::mail_address>& list);
[[nodiscard]] std::string to_column(const std::vector<model::mail_attachment>& list);
[[nodiscard]] std::string to_column(const std::vector<std::string>& list);

[[nodiscard]] model::result<std::vector<model::mail_address>> to_addresses(std::string_view column);
[[nodiscard]] model::result<std::vector<model::mail_attachment>>
to_attachments(std::string_view column);
[[nodiscard]] model::result<std::vector<std::string>> to_strings(std::string_view column);

} // namespace vestnik::storage
