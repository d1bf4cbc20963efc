#pragma once

#include "storage/objects/object_table.hpp"
#include "storage/requests/objects.hpp"
#include "storage/sql/database.hpp"

#include <span>
#include <vector>

namespace vestnik::storage {

/// Objects of models; what is asked of them stands in requests/objects.hpp. Errors beyond those
/// named are those of `database`.
class object_store {
public:
  explicit object_store(database& in) noexcept
      : database_{in} {}

  /// As if one after the other, in a handful of statements per table. Only in a
  /// transaction. Errors: `conflict` if an object to insert is there.
  model::result<void> write(std::span<const object_row* const> rows);

private:
  model::result<void> for_each(const bulk_statement& bulk, const std::vector<value>& cells);
  /// Notes the greatest keys that these rows give.
  model::result<void> note_keys(std::span<const object_row* const> rows);

  database& database_;
};

} // namespace vestnik::storage
