#include "storage/reader.hpp"

#include "full_scans.hpp"
#include "recording_database.hpp"
#include "storage/drivers/sqlite_database.hpp"
#include "temporary_folder.hpp"
#include "test_store.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>

namespace vestnik::storage::reader_tests {

// What single questions answer is tested with the stores, and `test_store` asks for the plans of
// all.

TEST_SUITE_BEGIN("storage/reader");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

/// A question without an index.
struct users_by_name {
  using result_type = std::vector<model::user_id>;
  [[nodiscard]] model::result<result_type> find(database& in) const {
    constexpr statement select{"SELECT id FROM users WHERE name = $1"};
    return all<model::user_id>(in, select, {name},
                               [](const row& from) { return from.get<model::user_id>(0); });
  }

  std::string name;
};

} // namespace

TEST_CASE("a question that goes through a whole table is found by its plan") {
  const temporary_folder folder;
  const auto file = folder / "test.db";
  auto connection = must(sqlite_database::open({.file = file}));
  must(migrate(*connection));
  std::set<std::string> statements;
  reader aut{std::make_unique<recording_database>(std::move(connection), statements)};
  CHECK(code_of(aut.run(user_by_login{"alice"})) == model::ec::not_found);
  CHECK(full_scans(file, statements).empty());
  CHECK(must(aut.run(users_by_name{"Alice"})).empty());
  CHECK(full_scans(file, statements) ==
        std::set<std::string>{"SCAN users in SELECT id FROM users WHERE name = $1"});
}

TEST_SUITE_END();

} // namespace vestnik::storage::reader_tests
