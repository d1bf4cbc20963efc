#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement session_columns[]{
    "ALTER TABLE sessions ADD COLUMN client TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT ''",
    // 0: not since this column is there.
    "ALTER TABLE sessions ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0",
    // 0: not locked.
    "ALTER TABLE users ADD COLUMN locked_at BIGINT NOT NULL DEFAULT 0",
};

inline constexpr migration sessions_told_apart{12, "where sessions are, and locked people",
                                               session_columns};

} // namespace vestnik::storage::steps
