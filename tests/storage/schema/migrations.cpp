#include "storage/schema/migrations.hpp"

#include "storage/drivers/postgres_database.hpp"
#include "storage/schema/patience.hpp"
#include "storage/sql/query.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace vestnik::storage::migrations_tests {

TEST_SUITE_BEGIN("storage/schema/migrations");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr statement make_first[]{"CREATE TABLE first_table (id BIGINT PRIMARY KEY)"};
constexpr statement make_second[]{"CREATE TABLE second_table (id BIGINT PRIMARY KEY)",
                                  "INSERT INTO second_table (id) VALUES (1)"};
constexpr statement broken[]{"CREATE TABLE third_table (id BIGINT PRIMARY KEY)",
                             "INSERT INTO second_table (id) VALUES (1)"};

constexpr migration one_step[]{{1, "first", make_first}};
constexpr migration two_steps[]{{1, "first", make_first}, {2, "second", make_second}};
constexpr migration broken_step[]{
    {1, "first", make_first}, {2, "second", make_second}, {3, "third", broken}};

constexpr statement versions{"SELECT version FROM schema_version ORDER BY version"};

constexpr statement make_old_room{
    "INSERT INTO rooms (kind, id, last_seq, token, owner, log) VALUES (1, 2, 3, 4, 'n1', 'log')"};
constexpr statement nodes_of_rooms{"SELECT owner_node, previous_node FROM rooms"};

constexpr statement widen_rooms[]{"ALTER TABLE rooms ADD COLUMN more BIGINT NOT NULL DEFAULT 0"};
constexpr statement waits_for_rooms{
    "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'rooms'::regclass"};

std::vector<int> versions_of(database& db) {
  return must(all<int>(db, versions, {}, [](const row& r) { return r.get<int>(0); }));
}

} // namespace

TEST_CASE("the product's steps count from 1 without gaps") {
  int expected = 0;
  for (const auto& step : migrations())
    CHECK(step.version == ++expected);
  CHECK(expected > 0);
}

TEST_CASE("the steps that are missing are applied, once") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(migrate(*db, one_step));
    CHECK(versions_of(*db) == std::vector{1});
    must(migrate(*db, two_steps));
    must(migrate(*db, two_steps));
    CHECK(versions_of(*db) == std::vector{1, 2});
    constexpr statement select{"SELECT id FROM second_table"};
    CHECK(must(count(*db, select, {})) == 1);
  });
}

TEST_CASE("a database that has them all is only read") {
  on_each_driver([](test_database& on) {
    must(migrate(*on.connect(), two_steps));
    must(migrate(*on.connect_reader(), two_steps));
  });
}

TEST_CASE("processes that start at the same moment do not disturb each other") {
  on_each_driver([](test_database& on) {
    const auto first = on.connect();
    const auto second = on.connect();
    model::result<void> of_second;
    std::thread other{[&] { of_second = migrate(*second); }};
    const auto of_first = migrate(*first);
    other.join();
    must(of_first);
    must(of_second);
    CHECK(versions_of(*first).size() == migrations().size());
  });
}

TEST_CASE("the rooms of a database that knew no nodes belong to none") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(migrate(*db, migrations().first(4)));
    must(run(*db, make_old_room, {}));
    must(migrate(*db));
    using nodes = std::pair<int, int>;
    CHECK(must(all<nodes>(*db, nodes_of_rooms, {}, [](const row& from) {
            return nodes{from.get<int>(0), from.get<int>(1)};
          })) == std::vector{nodes{0, 0}});
  });
}

TEST_CASE("nobody's message waits long behind a step that waits for a reader") {
  on_postgres([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    std::vector<migration> steps{migrations().begin(), migrations().end()};
    steps.push_back({steps.back().version + 1, "wider rooms", widen_rooms});
    const auto reading = on.connect_reader();
    std::jthread stepping;
    model::result<void> stepped;
    {
      transaction reader{*reading};
      must(reader.begin());
      CHECK(must(count(*reading, nodes_of_rooms, {})) > 0);
      stepping = std::jthread{[&] {
        const auto migrating = postgres_database::open(
            {.url = on.url(), .statement_timeout = {}, .lock_timeout = schema_lock_timeout});
        stepped = migrating ? migrate(**migrating, steps) : migrating.error();
      }};
      const auto watching = on.connect();
      while (must(count(*watching, waits_for_rooms, {})) == 0)
        std::this_thread::yield();
      for (int i = 0; i < 5; ++i)
        must(in.commit(append{model::room_of(chat), token, {message(100 + i, "")}, {}}));
    }
    stepping.join();
    must(stepped);
    CHECK(versions_of(*on.connect()).back() == steps.back().version);
    must(in.commit(append{model::room_of(chat), token, {message(200, "")}, {}}));
  });
}

TEST_CASE("a step that fails leaves no trace and is named") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    const auto failed = migrate(*db, broken_step);
    REQUIRE(code_of(failed) == model::ec::conflict);
    CHECK(failed.error().message.find("migration 3 (third)") != std::string::npos);
    CHECK(versions_of(*db) == std::vector{1, 2});
    constexpr statement make_again{"CREATE TABLE third_table (id BIGINT PRIMARY KEY)"};
    must(run(*db, make_again, {}));
  });
}

TEST_CASE("a version is known without a change") {
  on_each_driver([](test_database& on) {
    const auto in = on.connect();
    CHECK(must(check_version(*in)) == 0);
    must(migrate(*in, migrations().first(3)));
    CHECK(must(check_version(*in)) == 3);
    CHECK(code_of(check_version(*in, migrations().first(2))) == model::ec::conflict);
  });
}

TEST_CASE("a database newer than the program is refused and says both versions") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(migrate(*db, two_steps));
    const auto refused = migrate(*db, one_step);
    REQUIRE(code_of(refused) == model::ec::conflict);
    CHECK(refused.error().message.find("version 2 (second)") != std::string::npos);
    CHECK(refused.error().message.find("up to 1") != std::string::npos);
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::migrations_tests
