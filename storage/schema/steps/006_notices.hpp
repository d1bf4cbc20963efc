#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

inline constexpr statement untold_notices[]{
    R"(CREATE TABLE notices (
         user_id BIGINT NOT NULL REFERENCES users (id),
         room_kind BIGINT NOT NULL,
         room_id BIGINT NOT NULL,
         noted_at BIGINT NOT NULL,
         PRIMARY KEY (user_id, room_kind, room_id)))",
    "CREATE INDEX notices_by_time ON notices (noted_at)",
};

inline constexpr migration notices{6, "notices", untold_notices};

} // namespace vestnik::storage::steps
