#pragma once

#include "storage/sql/database.hpp"

#include <span>
#include <string_view>

namespace vestnik::storage {

/// One step of the schema. Steps are appended and never changed, since databases
/// of users have them behind them.
struct migration {
  /// 1, 2, 3 … without gaps.
  int version;
  /// What it brings, for the log and `schema_version`.
  std::string_view name;
  std::span<const statement> statements;
};

/// The product's steps in order.
[[nodiscard]] std::span<const migration> migrations() noexcept;

/// Applies the steps that the database does not have yet, each in a transaction of its
/// own, so that a failed one leaves the database as the last one made it. Several
/// processes may do so at once. A database that has them all is only read.
/// Errors: `conflict` if the database has more steps than the program knows, else
/// those of `database`.
model::result<void> migrate(database& in, std::span<const migration> steps = migrations());

} // namespace vestnik::storage
