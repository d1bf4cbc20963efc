#pragma once

#include "storage/sql/database.hpp"

#include <span>
#include <string_view>

namespace vestnik::storage {

/// One step of the schema. Steps are appended and never changed, since databases
/// of users have them behind them. Each stands in a file of its own, NNN_noun.hpp.
struct migration {
  /// 1, 2, 3 … without gaps.
  int version;
  /// What it brings, for the log and `schema_version`.
  std::string_view name;
  std::span<const statement> statements;
};

} // namespace vestnik::storage
