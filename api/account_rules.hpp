#pragma once

#include "model/error.hpp"

#include <cstddef>
#include <string_view>

namespace vestnik::api {

// What may be called what, and what opens an account (docs/wire/http.md). Errors: `invalid` on
// `login`, `name` or `password`, with what is allowed.

/// 3 to 32 of the characters `a–z 0–9 . _ -`, the first a letter.
model::result<void> check_login(std::string_view login);

/// 1 to 80 characters that show, without spaces at the ends.
model::result<void> check_name(std::string_view name);
inline constexpr std::size_t longest_name = 80;

/// 8 to 1024 octets.
model::result<void> check_password(std::string_view password);
inline constexpr std::size_t longest_password = 1024;

} // namespace vestnik::api
