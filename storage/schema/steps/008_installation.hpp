#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement installation_table[]{
    "CREATE TABLE installation (master_key TEXT NOT NULL, used_at BIGINT NOT NULL)",
    // A sealed password names its key: v1:KEY:TEXT. The newest was certainly in use.
    R"(INSERT INTO installation (master_key, used_at)
       VALUES (COALESCE((SELECT substr(sealed_password, 4, 16) FROM mail_accounts
                         WHERE sealed_password <> '' ORDER BY created_at DESC, id DESC LIMIT 1),
                        ''), 0))",
};

inline constexpr migration installation{8, "which key and when", installation_table};

} // namespace vestnik::storage::steps
