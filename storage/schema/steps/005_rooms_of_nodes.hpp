#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement room_nodes[]{
    // The node that has the room, and the one that had it before; 0: none, or one alone.
    "ALTER TABLE rooms ADD COLUMN owner_node BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE rooms ADD COLUMN previous_node BIGINT NOT NULL DEFAULT 0",
    // No foreign keys: a ticket stops nobody from ending its session.
    R"(CREATE TABLE tickets (
         hash BYTEA PRIMARY KEY,
         user_id BIGINT NOT NULL,
         session_id BIGINT NOT NULL,
         expires_at BIGINT NOT NULL))",
    "CREATE INDEX tickets_by_end ON tickets (expires_at)",
    "ALTER TABLE node_changes ADD COLUMN cluster TEXT NOT NULL DEFAULT ''",
};

inline constexpr migration rooms_of_nodes{5, "rooms of a cluster", room_nodes};

} // namespace vestnik::storage::steps
