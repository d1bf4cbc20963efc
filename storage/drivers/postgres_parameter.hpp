#pragma once

#include "model/error.hpp"
#include "storage/sql/value.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Values in PostgreSQL's text form, in which all parameters travel.

namespace vestnik::storage {

/// Nothing is null.
using postgres_parameter = std::optional<std::string>;

/// Errors: `invalid` if a text has a NUL.
[[nodiscard]] model::result<std::vector<postgres_parameter>>
to_parameters(std::span<const value> values);

/// Many rows for `INSERT … SELECT … FROM unnest(…)`: each column is one array.
struct postgres_arrays {
  /// `bigint`, `double precision`, `text` or `bytea` per column; empty if all its cells are
  /// null.
  std::vector<std::string_view> types;
  /// One array per column.
  std::vector<postgres_parameter> parameters;
};

/// `cells` has rows of `width` cells, one after the other.
/// Errors: `invalid` if a text has a NUL, `internal` if a column mixes types.
[[nodiscard]] model::result<postgres_arrays> to_arrays(std::span<const value> cells,
                                                       std::size_t width);

} // namespace vestnik::storage
