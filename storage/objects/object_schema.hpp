#pragma once

#include "model/table.hpp"
#include "storage/objects/object_table.hpp"
#include "storage/sql/database.hpp"

#include <span>
#include <vector>

namespace vestnik::storage {

/// Makes the tables and rooms of models that the database does not have yet, and adds the
/// fields that are new in those that it has; it never removes or changes anything. A stored field
/// that the model does not have stays as it is, so that nodes of two versions can run on one
/// database; unless it is `retired`, the log tells of it. Each
/// model is brought up to date in a transaction of its own, and several processes may do
/// so at once.
/// @param models outlive the tables.
/// Errors: `invalid` for a description that cannot be a table; `conflict` if two have one
/// name, and if a field is stored that the model has otherwise, or does not have though it has no
/// value by default, or a new one has no value for the objects that are there: `field` names model
/// and field. Else those of `database`.
[[nodiscard]] model::result<std::vector<object_table_ptr>>
make_collections(database& in, std::span<const model::table_description* const> models);

} // namespace vestnik::storage
