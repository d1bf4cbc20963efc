#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

// What is known of the tables `model_…`, since no question about columns is the same SQL
// for both engines.

inline constexpr statement model_tables[]{
    R"(CREATE TABLE model_columns (
         model TEXT NOT NULL,
         name TEXT NOT NULL,
         kind SMALLINT NOT NULL,
         role SMALLINT NOT NULL,
         PRIMARY KEY (model, name)))",
};

inline constexpr migration models{3, "models", model_tables};

} // namespace vestnik::storage::steps
