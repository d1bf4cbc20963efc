#pragma once

#include "model/values/secret.hpp"

#include <string>
#include <string_view>

namespace vestnik::storage {

/// A new token for who signs in: 32 random bytes as base64url, 43 characters. It goes
/// to the client and nowhere else (docs/security.md S1).
[[nodiscard]] model::secret make_session_token();

/// What is stored of a token: its SHA-256, 32 bytes. A token has 256 random bits, so
/// that neither salt nor a slow hash would add anything. Any text has a hash.
[[nodiscard]] std::string hash_of_token(std::string_view token);

} // namespace vestnik::storage
