#include "storage/drivers/sqlite_database.hpp"
#include "storage/schema/migrations.hpp"
#include "storage/sql/query.hpp"
#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <set>
#include <string>

namespace vestnik::storage::data_page_tests {

TEST_SUITE_BEGIN("storage/schema/data_page");

using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr statement select_names{R"(
  SELECT tables.name || '.' || columns.name
  FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns
  WHERE tables.type = 'table'
  UNION SELECT name FROM sqlite_schema WHERE type = 'index' AND sql > '')"};

/// Below each heading that names a table: `table.column` for the first cells of its rows,
/// and its indexes.
std::set<std::string> names_in_page() {
  std::ifstream page{VESTNIK_DOCS "/data.md"};
  std::set<std::string> names;
  std::string table;
  for (std::string line; std::getline(page, line);) {
    const bool is_row = line.starts_with("| `");
    if (line.starts_with('#'))
      table = line.starts_with("### `") ? line.substr(5, line.find('`', 5) - 5) : "";
    auto at = is_row ? 0 : line.find("Indexes: ");
    const auto end = is_row ? line.find(" |") : line.size();
    while (!table.empty() && (at = line.find('`', at)) < end) {
      const auto close = line.find('`', at + 1);
      names.insert((is_row ? table + '.' : "") + line.substr(at + 1, close - at - 1));
      at = close + 1;
    }
  }
  return names;
}

} // namespace

TEST_CASE("docs/data.md names every table, column and index of a fresh schema, and no other") {
  const temporary_folder folder;
  const auto db = must(sqlite_database::open({.file = folder / "test.db"}));
  must(migrate(*db));
  auto schema =
      must(all<std::string>(*db, select_names, {}, [](const row& from) { return from.text(0); }));
  for (const auto& name : names_in_page())
    if (std::erase(schema, name) == 0)
      FAIL_CHECK(name, " is not in the schema");
  for (const auto& name : schema)
    FAIL_CHECK(name, " is not in the page");
}

TEST_SUITE_END();

} // namespace vestnik::storage::data_page_tests
