#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement log_beginnings[]{
    "ALTER TABLE rooms ADD COLUMN first_seq BIGINT NOT NULL DEFAULT 1",
};

inline constexpr migration trimmed_logs{2, "trimmed logs", log_beginnings};

} // namespace vestnik::storage::steps
