#include "storage/sql/query.hpp"

#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::query_tests {

TEST_SUITE_BEGIN("storage/sql/query");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr statement three_rows{"SELECT 1 AS number UNION SELECT 2 UNION SELECT 3 ORDER BY number"};
constexpr statement no_rows{"SELECT 1 WHERE 1 = 0"};

int first_column(const row& from) { return from.get<int>(0); }

} // namespace

TEST_CASE("all gives the rows in their order, one the first, count their number") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    CHECK(must(all<int>(*db, three_rows, {}, first_column)) == std::vector{1, 2, 3});
    CHECK(must(one<int>(*db, three_rows, {}, first_column)) == 1);
    CHECK(must(count(*db, three_rows, {})) == 3);
    CHECK(must(all<int>(*db, no_rows, {}, first_column)).empty());
    CHECK_FALSE(must(one<int>(*db, no_rows, {}, first_column)).has_value());
    CHECK(must(count(*db, no_rows, {})) == 0);
  });
}

TEST_CASE("a mapping that fails is the answer's error") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    const auto refuse_two = [](const row& from) -> model::result<int> {
      if (from.get<int>(0) == 2)
        return model::error{model::ec::internal, "two"};
      return from.get<int>(0);
    };
    CHECK(all<int>(*db, three_rows, {}, refuse_two).error().message == "two");
    CHECK(one<int>(*db, three_rows, {}, refuse_two).error().message == "two");
    CHECK(must(one<int>(*db, no_rows, {}, refuse_two)) == std::nullopt);
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::query_tests
