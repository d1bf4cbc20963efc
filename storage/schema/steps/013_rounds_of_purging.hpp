#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement column_of_rounds[]{
    "ALTER TABLE installation ADD COLUMN purged_at BIGINT NOT NULL DEFAULT 0",
};

inline constexpr migration rounds_of_purging{13, "when somebody began to purge", column_of_rounds};

} // namespace vestnik::storage::steps
