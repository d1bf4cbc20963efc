#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

// Whoever knows no such messages shows them in the room alone, and writes rows that mean the same
// here.

inline constexpr statement thread_tables[]{
    // What stands in a thread and in the room itself: the message with which the thread began.
    "ALTER TABLE messages ADD COLUMN branch BIGINT NOT NULL DEFAULT 0",
    "CREATE INDEX messages_by_branch ON messages (chat_id, branch, seq) WHERE branch <> 0",
    "CREATE INDEX threads_by_last ON threads (chat_id, last_seq)",
};

inline constexpr migration threads{14, "threads that rooms show", thread_tables};

} // namespace vestnik::storage::steps
