#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement rounds_and_indexes[]{
    "ALTER TABLE installation ADD COLUMN purged_at BIGINT NOT NULL DEFAULT 0",
    // No statement of any version has used it. A reference is looked up from its table to `users`;
    // the other way only when a person is removed or renumbered, which nothing does.
    "DROP INDEX IF EXISTS chats_by_high_user",
};

inline constexpr migration rounds_of_purging{13, "when somebody began to purge",
                                             rounds_and_indexes};

} // namespace vestnik::storage::steps
