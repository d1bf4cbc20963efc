#include "storage/sql/database.hpp"

#include "storage/sql/query.hpp"
#include "tests/storage/drivers.hpp"
#include "tests/storage/test_store.hpp"

#include <array>
#include <doctest/doctest.h>
#include <limits>
#include <set>
#include <string>

namespace vestnik::storage::database_tests {

TEST_SUITE_BEGIN("storage/sql/database");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr statement make_table{
    "CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT UNIQUE, bytes BYTEA)"};
constexpr statement insert{"INSERT INTO things (id, name, bytes) VALUES ($1, $2, $3)"};
constexpr statement count_all{"SELECT COUNT(*) FROM things"};
constexpr std::array<std::string_view, 3> columns{"id", "name", "bytes"};

std::int64_t rows_in(database& db) {
  return must(one<std::int64_t>(db, count_all, {}, [](const row& r) { return r.integer(0); }))
      .value();
}

model::result<void> in_transaction(database& db, const std::function<void()>& work) {
  transaction unit{db};
  must(unit.begin());
  work();
  return unit.commit();
}

} // namespace

TEST_CASE("a statement may use its parameters out of order and more than once") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    // $3, $1, $3, $2: the first to appear is not the first.
    constexpr statement odd{"INSERT INTO things (name, id) "
                            "SELECT $3, CAST($1 AS BIGINT) WHERE $3 <> $2 RETURNING id, name"};
    const auto found = must(one<std::string>(*db, odd, {17, "other", "third"}, [](const row& r) {
      return std::to_string(r.integer(0)) + r.text(1);
    }));
    CHECK(found == "17third");
  });
}

TEST_CASE("values come back as they were bound") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    const std::string bytes{"\0\xff\x80 text\0", 9};
    const std::string text = "Ёлка 🌲 'quoted' \"so\" \\ %_";
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    must(run(*db, insert, {most, text, blob{bytes}}));
    must(run(*db, insert, {-most, nullptr, nullptr}));
    must(run(*db, insert, {0, "", blob{""}}));
    // More than BIGINT holds: "no limit".
    must(run(*db, insert, {std::uint64_t{5}, "five", nullptr}));
    constexpr statement select{
        "SELECT id, name, bytes FROM things WHERE id <= $1 ORDER BY id DESC"};
    std::vector<std::string> seen;
    must(db->execute(
        select, std::array{value{std::numeric_limits<std::uint64_t>::max()}}, [&](const row& r) {
          seen.push_back(std::to_string(r.integer(0)) + "|" + (r.is_null(1) ? "null" : r.text(1)) +
                         "|" + (r.is_null(2) ? "null" : r.bytes(2)));
          return model::result<void>{};
        }));
    CHECK(seen == std::vector<std::string>{std::to_string(most) + "|" + text + "|" + bytes,
                                           "5|five|null", "0||",
                                           std::to_string(-most) + "|null|null"});
  });
}

TEST_CASE("a number with a fraction comes back to its last bit, alone and with many") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    constexpr statement make{"CREATE TABLE reals (id BIGINT PRIMARY KEY, x DOUBLE PRECISION)"};
    constexpr statement add{"INSERT INTO reals (id, x) VALUES ($1, $2)"};
    constexpr statement select{"SELECT x FROM reals ORDER BY id"};
    must(run(*db, make, {}));
    const std::vector<double> numbers{0.1, -1.0 / 3, 5e-324, 1.7976931348623157e308, 2.0, 0.0};
    std::vector<value> cells;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      must(run(*db, add, {i, numbers[i]}));
      cells.insert(cells.end(), {100 + i, numbers[i]});
    }
    static constexpr std::array<std::string_view, 2> both{"id", "x"};
    must(in_transaction(*db, [&] { must(db->insert_many("reals", both, cells)); }));
    const auto found = must(all<double>(*db, select, {}, [](const row& r) { return r.real(0); }));
    auto expected = numbers;
    expected.insert(expected.end(), numbers.begin(), numbers.end());
    CHECK(found == expected);
  });
}

TEST_CASE("a text in quotes is no parameter") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    constexpr statement select{"SELECT 'it''s $7' WHERE $1 = 1"};
    CHECK(must(one<std::string>(*db, select, {1}, [](const row& r) { return r.text(0); })) ==
          "it's $7");
  });
}

TEST_CASE("text with a NUL is refused, bytes with one are kept") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    const std::string nul{"a\0b", 3};
    CHECK(code_of(run(*db, insert, {1, nul, nullptr})) == model::ec::invalid);
    const auto committed = in_transaction(*db, [&] {
      const std::vector<value> cells{1, nul, nullptr};
      CHECK(code_of(db->insert_many("things", columns, cells)) == model::ec::invalid);
    });
    CHECK(code_of(committed) == model::ec::invalid);
    must(run(*db, insert, {1, "a", blob{nul}}));
    constexpr statement select{"SELECT bytes FROM things"};
    CHECK(must(one<std::string>(*db, select, {}, [](const row& r) { return r.bytes(0); })) == nul);
    CHECK(rows_in(*db) == 1);
  });
}

TEST_CASE("a column of nulls can be inserted, whatever its type") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    const std::vector<value> cells{1, nullptr, nullptr, 2, nullptr, nullptr};
    must(in_transaction(*db, [&] { must(db->insert_many("things", columns, cells)); }));
    CHECK(rows_in(*db) == 2);
  });
}

TEST_CASE("an insert that finds its key taken can be told by RETURNING") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    constexpr statement careful{"INSERT INTO things (id, name) VALUES ($1, $2) "
                                "ON CONFLICT (name) DO NOTHING RETURNING id"};
    CHECK(must(count(*db, careful, {1, "a"})) == 1);
    CHECK(must(count(*db, careful, {2, "a"})) == 0);
    CHECK(rows_in(*db) == 1);
  });
}

TEST_CASE("a row that a constraint refuses is a conflict") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    must(run(*db, insert, {1, "a", nullptr}));
    CHECK(code_of(run(*db, insert, {1, "b", nullptr})) == model::ec::conflict);
    CHECK(code_of(run(*db, insert, {2, "a", nullptr})) == model::ec::conflict);
    must(run(*db, insert, {3, "c", nullptr}));
    CHECK(rows_in(*db) == 2);
  });
}

TEST_CASE("a transaction that is not committed has never been") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    {
      transaction unit{*db};
      must(unit.begin());
      must(run(*db, insert, {1, "a", nullptr}));
      CHECK(rows_in(*db) == 1);
    }
    CHECK(rows_in(*db) == 0);
    must(in_transaction(*db, [&] { must(run(*db, insert, {1, "a", nullptr})); }));
    CHECK(rows_in(*db) == 1);
  });
}

TEST_CASE("a statement that fails dooms its transaction, and only that one") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    const auto committed = in_transaction(*db, [&] {
      must(run(*db, insert, {1, "a", nullptr}));
      CHECK(code_of(run(*db, insert, {1, "again", nullptr})) == model::ec::conflict);
      CHECK(code_of(run(*db, insert, {2, "b", nullptr})) == model::ec::conflict);
      CHECK(code_of(run(*db, count_all, {})) == model::ec::conflict);
    });
    CHECK(code_of(committed) == model::ec::conflict);
    CHECK(rows_in(*db) == 0);
    must(in_transaction(*db, [&] { must(run(*db, insert, {1, "a", nullptr})); }));
    CHECK(rows_in(*db) == 1);
  });
}

TEST_CASE("transactions do not nest") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    const auto committed = in_transaction(*db, [&] {
      transaction inner{*db};
      CHECK(code_of(inner.begin()) == model::ec::internal);
    });
    CHECK(code_of(committed) == model::ec::internal);
  });
}

TEST_CASE("a transaction that was not begun cannot be committed") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    CHECK(code_of(transaction{*db}.commit()) == model::ec::internal);
    CHECK(code_of(transaction{*db}.lock_schema()) == model::ec::internal);
  });
}

TEST_CASE("many rows are inserted in one call, or none") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    std::vector<std::string> names;
    for (int i = 0; i < 1000; ++i)
      names.push_back("thing " + std::to_string(i));
    std::vector<value> cells;
    for (int i = 0; i < 1000; ++i)
      cells.insert(cells.end(), {i, names[static_cast<std::size_t>(i)],
                                 i % 2 == 0 ? value{nullptr} : value{blob{"\x01"}}});

    must(in_transaction(*db, [&] { must(db->insert_many("things", columns, cells)); }));
    CHECK(rows_in(*db) == 1000);

    const auto repeated = in_transaction(*db, [&] {
      const std::vector<value> mixed{2000, "new", nullptr, 0, "old", nullptr};
      CHECK(code_of(db->insert_many("things", columns, mixed)) == model::ec::conflict);
    });
    CHECK(code_of(repeated) == model::ec::conflict);
    CHECK(rows_in(*db) == 1000);
  });
}

TEST_CASE("inserting no rows does nothing, half a row is a defect") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    must(in_transaction(*db, [&] { must(db->insert_many("things", columns, {})); }));
    const std::vector<value> half{1, "a"};
    const auto doomed = in_transaction(*db, [&] {
      CHECK(code_of(db->insert_many("things", columns, half)) == model::ec::internal);
    });
    CHECK(code_of(doomed) == model::ec::internal);
    const std::vector<value> whole{1, "a", nullptr};
    CHECK(code_of(db->insert_many("things", columns, whole)) == model::ec::internal);
    CHECK(rows_in(*db) == 0);
  });
}

TEST_CASE("a statement for many rows sees them all and shows what it has changed") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    must(run(*db, insert, {2, "b", nullptr}));
    static constexpr std::array<std::string_view, 2> given_columns{"number", "called"};
    constexpr bulk_statement add{given_columns,
                                 "INSERT INTO things (id, name) SELECT number, called "
                                 "FROM given WHERE true ON CONFLICT (name) DO NOTHING "
                                 "RETURNING id"};
    constexpr bulk_statement rename{given_columns, "UPDATE things SET name = called FROM given "
                                                   "WHERE id = number RETURNING id"};
    std::set<std::int64_t> seen;
    const auto note = [&seen](const row& r) -> model::result<void> {
      seen.insert(r.integer(0));
      return {};
    };
    must(in_transaction(*db, [&] {
      // "b" is in the table, and the second "c" is among the rows.
      const std::vector<value> cells{1, "a", 3, "b", 4, "c", 5, "c"};
      must(db->execute_for_each(add, cells, note));
    }));
    CHECK(seen == std::set<std::int64_t>{1, 4});
    seen.clear();
    must(in_transaction(*db, [&] {
      const std::vector<value> cells{4, "d", 7, "e"};
      must(db->execute_for_each(rename, cells, note));
      must(db->execute_for_each(rename, {}, note));
    }));
    CHECK(seen == std::set<std::int64_t>{4});
    constexpr statement names{"SELECT name FROM things ORDER BY id"};
    CHECK(must(all<std::string>(*db, names, {}, [](const row& r) { return r.text(0); })) ==
          std::vector<std::string>{"a", "b", "d"});
    CHECK(code_of(db->execute_for_each(rename, std::vector<value>{1, "x"}, note)) ==
          model::ec::internal);
  });
}

TEST_CASE("a visitor's error ends the statement and becomes its result") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    for (int i = 0; i < 3; ++i)
      must(run(*db, insert, {i, nullptr, nullptr}));
    int visited = 0;
    constexpr statement select{"SELECT id FROM things ORDER BY id"};
    const auto done = db->execute(select, {}, [&](const row&) -> model::result<void> {
      ++visited;
      return model::error{model::ec::not_found, "enough"};
    });
    CHECK(code_of(done) == model::ec::not_found);
    CHECK(visited == 1);
    CHECK(rows_in(*db) == 3);
  });
}

TEST_CASE("wrong SQL and wrong numbers of parameters are defects that name the statement") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    constexpr statement wrong{"SELECT nothing FROM nowhere"};
    const auto failed = run(*db, wrong, {});
    REQUIRE(code_of(failed) == model::ec::internal);
    CHECK(failed.error().message.find("nowhere") != std::string::npos);
    CHECK(code_of(run(*db, insert, {1, "a"})) == model::ec::internal);
    CHECK(code_of(run(*db, insert, {1, "a", nullptr, 4})) == model::ec::internal);
  });
}

TEST_CASE("a commit of one connection is seen by the next statement of another") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    auto reading = on.connect_reader();
    transaction unit{*db};
    must(unit.begin());
    must(run(*db, insert, {1, "a", nullptr}));
    CHECK(rows_in(*reading) == 0);
    must(unit.commit());
    CHECK(rows_in(*reading) == 1);
  });
}

TEST_CASE("a reader cannot write") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(run(*db, make_table, {}));
    auto reading = on.connect_reader();
    CHECK(code_of(run(*reading, insert, {1, "a", nullptr})) == model::ec::unavailable);
    CHECK(rows_in(*db) == 0);
  });
}

TEST_CASE("all connections have one clock, which goes on within a transaction") {
  on_each_driver([](test_database& on) {
    const auto db = on.connect();
    const auto reader = on.connect_reader();
    const auto first = must(db->now());
    transaction unit{*db};
    must(unit.begin());
    const auto second = must(db->now());
    const auto third = must(reader->now());
    const auto fourth = must(db->now());
    must(unit.commit());
    CHECK(first <= second);
    CHECK(second <= third);
    CHECK(third <= fourth);
    CHECK(first > at(0));
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::database_tests
