#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace vestnik::storage::test {

/// Those of the statements for which SQLite would read a whole table of the database in `file`,
/// each behind the step of its plan. Without the two whose answers are of a whole table
/// (docs/data.md).
[[nodiscard]] std::set<std::string> full_scans(const std::filesystem::path& file,
                                               const std::set<std::string>& statements);

} // namespace vestnik::storage::test
