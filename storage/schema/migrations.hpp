#pragma once

#include "storage/schema/steps/migration.hpp"
#include "storage/sql/database.hpp"

#include <span>

namespace vestnik::storage {

/// The product's steps in order.
[[nodiscard]] std::span<const migration> migrations() noexcept;

/// Applies the steps that the database does not have yet, each in a transaction of its
/// own, so that a failed one leaves the database as the last one made it. One whose tables others
/// use is made again (`insist_on`). Several processes may do so at once. A database that has them
/// all is only read. Errors: `conflict` if the database has more steps than the program knows, else
/// those of `database`.
model::result<void> migrate(database& in, std::span<const migration> steps = migrations());

/// The newest step that the database has; 0 if it has none. Errors: `conflict` as of `migrate`.
model::result<int> check_version(database& in, std::span<const migration> steps = migrations());

} // namespace vestnik::storage
