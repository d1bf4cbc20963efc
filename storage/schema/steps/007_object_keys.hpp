#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement last_keys[]{
    // The greatest key that was ever given to an object of the model, whether it is still there
    // or not. Only of models whose keys are whole numbers.
    R"(CREATE TABLE object_keys (
         model TEXT PRIMARY KEY,
         last_key BIGINT NOT NULL))",
};

inline constexpr migration object_keys{7, "keys of models", last_keys};

} // namespace vestnik::storage::steps
