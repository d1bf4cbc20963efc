#pragma once

#include "storage/objects/object_table.hpp"
#include "storage/requests/read.hpp"
#include "storage/requests/write.hpp"
#include "storage/sql/database.hpp"

#include <cstdint>
#include <span>

namespace vestnik::storage {

/// Objects of models. Errors beyond those named are those of `database`.
class object_store {
public:
  explicit object_store(database& in) noexcept
      : database_{in} {}

  /// As if one after the other, in a handful of statements per table. Only in a
  /// transaction. Errors: `conflict` if an object to insert is there.
  model::result<void> write(std::span<const object_row* const> rows);

  model::result<objects_by_key::found> find(const objects_by_key& what);
  model::result<object_page::found> find(const object_page& what);
  model::result<std::int64_t> find(const newest_object_key& what);

private:
  model::result<objects_by_key::found> find_one(const object_table& table,
                                                const boost::json::value& key);

  database& database_;
};

} // namespace vestnik::storage
