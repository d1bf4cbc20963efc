#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement node_tables[]{
    // No foreign keys: rows of the dead stay as long as their leases may matter.
    R"(CREATE TABLE nodes (
         id BIGINT PRIMARY KEY,
         name TEXT NOT NULL,
         address TEXT NOT NULL,
         slot SMALLINT NOT NULL,
         state SMALLINT NOT NULL,
         lease_until BIGINT NOT NULL,
         lease_since BIGINT NOT NULL))",
    R"(CREATE TABLE node_votes (
         about BIGINT NOT NULL,
         voter BIGINT NOT NULL,
         cast_at BIGINT NOT NULL,
         PRIMARY KEY (about, voter)))",
    "CREATE TABLE node_changes (version BIGINT NOT NULL, last_id BIGINT NOT NULL)",
    "INSERT INTO node_changes (version, last_id) VALUES (0, 0)",
};

inline constexpr migration nodes{4, "nodes of a cluster", node_tables};

} // namespace vestnik::storage::steps
