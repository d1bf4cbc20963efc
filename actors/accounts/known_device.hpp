#pragma once

#include "model/values/secret.hpp"
#include "storage/secrets/secret_box.hpp"

#include <cstddef>
#include <string>

namespace vestnik::actors {

/// Of so many people a browser remembers that they have signed in there, those who did so last.
inline constexpr std::size_t devices_kept = 8;

/// What a browser shows at a sign-in is one part for each login whose owner has signed in there
/// before, the newest first: sealed texts with `.` between them. Whatever a guesser makes up opens
/// for no login.

/// @param shown by the browser. @returns the part that is `login`'s; empty if none is.
[[nodiscard]] std::string device_of(const storage::secret_box& secrets, const model::secret& shown,
                                    const std::string& login);

/// What the browser shows from now on, when the owner of `login` has signed in: a new part, and
/// those of others that were `shown`.
[[nodiscard]] model::secret with_device(const storage::secret_box& secrets,
                                        const model::secret& shown, const std::string& login);

} // namespace vestnik::actors
