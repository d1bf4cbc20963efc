#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement cut_columns[]{
    "ALTER TABLE mails ADD COLUMN cut_list TEXT NOT NULL DEFAULT '[]'",
};

inline constexpr migration cut_mails{9, "what was left out of a mail", cut_columns};

} // namespace vestnik::storage::steps
