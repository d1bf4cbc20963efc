#pragma once

#include "model/mail.hpp"

#include <string>

namespace vestnik::storage {

/// By what a mail is known again when its folder has been renumbered: 16 bytes of its Message-ID
/// and of all that was made of it. Not of the bytes as they came, since some servers write the same
/// mail anew each time.
[[nodiscard]] std::string mail_digest(const model::mail_content& of);

} // namespace vestnik::storage
