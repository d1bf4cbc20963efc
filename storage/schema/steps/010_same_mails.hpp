#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement digest_columns[]{
    // Empty for mails that were stored before.
    "ALTER TABLE mails ADD COLUMN digest BYTEA NOT NULL DEFAULT ''",
    "CREATE INDEX mails_by_digest ON mails (account_id, digest, uidvalidity)",
};

inline constexpr migration same_mails{10, "how a mail is known again", digest_columns};

} // namespace vestnik::storage::steps
