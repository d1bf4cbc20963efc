// Stands in for storage/open.cpp: no operation is recognised when it is repeated.
#include "tests/history/broken/faithless_database.hpp"

#include <fmt/format.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::storage {

namespace {

class forgetful_database final : public faithless_database {
public:
  using faithless_database::faithless_database;

  model::result<void> execute_for_each(const bulk_statement& bulk, std::span<const value> cells,
                                       const row_visitor& visit) override {
    if (bulk.sql.text().find("INSERT INTO operations") == std::string_view::npos)
      return faithless_database::execute_for_each(bulk, cells, visit);
    std::vector<value> altered{cells.begin(), cells.end()};
    std::deque<std::string> ops;
    for (auto op = std::size_t{1}; op < altered.size(); op += bulk.columns.size())
      altered[op] = value{ops.emplace_back(fmt::format("operation {}", ++operations_))};
    return faithless_database::execute_for_each(bulk, altered, visit);
  }

private:
  std::uint64_t operations_ = 0;
};

} // namespace

} // namespace vestnik::storage

#define sqlite_database opening<forgetful_database, sqlite_database, sqlite_settings>
#define postgres_database opening<forgetful_database, postgres_database, postgres_settings>
#include "storage/open.cpp"
