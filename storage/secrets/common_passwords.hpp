#pragma once

#include <string_view>

namespace vestnik::storage {

/// Whether a password is among those that guessers try first (docs/security.md A1), without
/// case. The list has those of at least 8 characters, since shorter ones are refused
/// anyway.
[[nodiscard]] bool is_common_password(std::string_view password);

} // namespace vestnik::storage
