#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

// No statement of any version has used them. A reference is looked up from its table to `users`;
// the other way only when a person is removed or renumbered, which nothing does.

inline constexpr statement drops_of_indexes[]{
    "DROP INDEX IF EXISTS chats_by_high_user",
};

inline constexpr migration unused_indexes{14, "without indexes that nothing uses",
                                          drops_of_indexes};

} // namespace vestnik::storage::steps
