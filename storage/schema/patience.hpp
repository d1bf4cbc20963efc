#pragma once

#include "model/error.hpp"

#include <chrono>
#include <functional>
#include <string_view>

namespace vestnik::storage {

/// How long one statement that changes the schema waits for those who use its table. All later
/// statements of everybody on that table queue behind it, so it waits shortly, and is made again.
inline constexpr std::chrono::milliseconds schema_lock_timeout{200};

/// How often a change of the schema is made again whose table is in use, as by a list that takes
/// its time or by a backup.
struct schema_patience {
  /// Those who had to queue catch up meanwhile.
  std::chrono::milliseconds pause{1000};
  unsigned attempts = 300;
};

/// Makes a change of the schema, again if it is `unavailable`; the log says that it waits. Returns
/// what the last attempt did.
/// @param title for the log.
/// @param attempt undoes itself if it fails.
model::result<void> insist_on(std::string_view title,
                              const std::function<model::result<void>()>& attempt,
                              const schema_patience& how = {});

} // namespace vestnik::storage
