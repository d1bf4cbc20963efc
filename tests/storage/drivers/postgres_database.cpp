#include "storage/drivers/postgres_database.hpp"

#include "storage/sql/query.hpp"
#include "storage/sql/row_lock.hpp"
#include "tests/storage/fresh_schema.hpp"
#include "tests/storage/lossy_relay.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>
#include <thread>

namespace vestnik::storage::postgres_database_tests {

TEST_SUITE_BEGIN("storage/drivers/postgres_database");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

using access = postgres_settings::access;

constexpr statement make_table{"CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT)"};
constexpr statement insert{"INSERT INTO things (id, name) VALUES ($1, $2)"};
constexpr statement rename_thing{"UPDATE things SET name = $2 WHERE id = $1"};
constexpr statement count_all{"SELECT COUNT(*) FROM things"};
constexpr statement own_process{"SELECT pg_backend_pid()"};
/// Returns when the process has ended.
constexpr statement end_process{"SELECT pg_terminate_backend(CAST($1 AS INTEGER), 60000)"};
constexpr statement end_oneself{"SELECT pg_terminate_backend(pg_backend_pid())"};

std::unique_ptr<postgres_database> open(const fresh_schema& in, access mode = access::read_write) {
  return must(postgres_database::open({.url = in.url(), .mode = mode}));
}

std::int64_t number(database& db, statement sql) {
  return must(one<std::int64_t>(db, sql, {}, [](const row& r) { return r.integer(0); })).value();
}

std::string text(database& db, statement sql) {
  return must(one<std::string>(db, sql, {}, [](const row& r) { return r.text(0); })).value();
}

void end_connection_of(database& victim, database& killer) {
  must(run(killer, end_process, {number(victim, own_process)}));
}

} // namespace

TEST_CASE("a transaction whose connection is lost is unavailable, and the next one connects anew") {
  const fresh_schema schema;
  const auto db = open(schema);
  const auto other = open(schema);
  must(run(*db, make_table, {}));
  {
    transaction unit{*db};
    must(unit.begin());
    must(run(*db, insert, {1, "lost"}));
    end_connection_of(*db, *other);
    CHECK(code_of(run(*db, insert, {2, "lost"})) == model::ec::unavailable);
    CHECK(code_of(run(*db, count_all, {})) == model::ec::unavailable);
    CHECK(code_of(unit.commit()) == model::ec::unavailable);
  }
  CHECK(number(*db, count_all) == 0);
  transaction unit{*db};
  must(unit.begin());
  must(run(*db, insert, {1, "kept"}));
  must(unit.commit());
  CHECK(number(*other, count_all) == 1);
}

TEST_CASE("a connection lost before COMMIT is sent leaves no doubt") {
  const fresh_schema schema;
  const auto db = open(schema);
  const auto other = open(schema);
  must(run(*db, make_table, {}));
  transaction unit{*db};
  must(unit.begin());
  must(run(*db, insert, {1, "lost"}));
  end_connection_of(*db, *other);
  CHECK(code_of(unit.commit()) == model::ec::unavailable);
  CHECK(number(*db, count_all) == 0);
}

TEST_CASE("a connection lost while nothing is under way is not missed") {
  const fresh_schema schema;
  const auto db = open(schema);
  const auto reading = open(schema, access::read_only);
  const auto other = open(schema);
  must(run(*db, make_table, {}));
  end_connection_of(*db, *other);
  end_connection_of(*reading, *other);
  must(run(*db, insert, {1, "a"}));
  CHECK(number(*reading, count_all) == 1);
  // A new connection has the settings of the first.
  CHECK(code_of(run(*reading, insert, {2, "b"})) == model::ec::unavailable);
}

TEST_CASE("a server process that ends in its commit leaves the outcome unknown") {
  const fresh_schema schema;
  const auto db = open(schema);
  must(run(*db, make_table, {}));
  constexpr statement deadly{
      "CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS "
      "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"};
  constexpr statement at_commit{"CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON things "
                                "DEFERRABLE INITIALLY DEFERRED "
                                "FOR EACH ROW EXECUTE FUNCTION end_it()"};
  must(run(*db, deadly, {}));
  must(run(*db, at_commit, {}));
  transaction unit{*db};
  must(unit.begin());
  must(run(*db, insert, {1, "lost"}));
  CHECK(code_of(unit.commit()) == model::ec::outcome_unknown);
  CHECK(number(*db, count_all) == 0);
}

TEST_CASE("a commit whose order or answer is lost has an unknown outcome") {
  using loss = lossy_relay::loss;
  for (const auto lost : {loss::order, loss::answer}) {
    CAPTURE(lost);
    const fresh_schema schema;
    lossy_relay relay{fresh_schema::socket_folder()};
    const auto db = must(postgres_database::open({.url = schema.url_through(relay.folder())}));
    must(run(*db, make_table, {}));
    transaction unit{*db};
    must(unit.begin());
    must(run(*db, insert, {1, "a"}));
    relay.lose(lost);
    CHECK(code_of(unit.commit()) == model::ec::outcome_unknown);
    CHECK(number(*db, count_all) == (lost == loss::answer ? 1 : 0));
  }
}

TEST_CASE("a statement of its own may have been committed when its connection is lost") {
  const fresh_schema schema;
  CHECK(code_of(run(*open(schema), end_oneself, {})) == model::ec::outcome_unknown);
  CHECK(code_of(run(*open(schema, access::read_only), end_oneself, {})) == model::ec::unavailable);
}

TEST_CASE("a constraint that is checked at the commit refuses it, and the connection stays") {
  const fresh_schema schema;
  const auto db = open(schema);
  constexpr statement make_pairs{
      "CREATE TABLE pairs (id BIGINT PRIMARY KEY, "
      "other BIGINT REFERENCES pairs (id) DEFERRABLE INITIALLY DEFERRED)"};
  constexpr statement insert_pair{"INSERT INTO pairs (id, other) VALUES ($1, $2)"};
  must(run(*db, make_pairs, {}));
  const auto process = number(*db, own_process);
  transaction unit{*db};
  must(unit.begin());
  must(run(*db, insert_pair, {1, 2}));
  CHECK(code_of(unit.commit()) == model::ec::conflict);
  CHECK(number(*db, own_process) == process);
}

TEST_CASE("a statement that takes too long is unavailable") {
  const fresh_schema schema;
  const auto db = must(postgres_database::open(
      {.url = schema.url(), .statement_timeout = std::chrono::milliseconds{20}}));
  constexpr statement slow{"SELECT pg_sleep(3600)"};
  CHECK(code_of(run(*db, slow, {})) == model::ec::unavailable);
  CHECK(number(*db, own_process) > 0);
}

TEST_CASE("a wait for another's lock ends long before a statement that works") {
  const fresh_schema schema;
  const auto db = open(schema);
  must(run(*db, make_table, {}));
  must(run(*db, insert, {1, "first"}));
  const auto waiting = must(postgres_database::open(
      {.url = schema.url(), .lock_timeout = std::chrono::milliseconds{20}}));
  transaction unit{*db};
  must(unit.begin());
  must(run(*db, rename_thing, {1, "locked"}));
  CHECK(code_of(run(*waiting, rename_thing, {1, "too late"})) == model::ec::unavailable);
  must(unit.commit());
  must(run(*waiting, rename_thing, {1, "in time"}));
  constexpr statement name{"SELECT name FROM things"};
  CHECK(text(*db, name) == "in time");
}

TEST_CASE("who has waited for a lock in vain waits briefly from then on") {
  const fresh_schema schema;
  const auto db = open(schema);
  must(run(*db, make_table, {}));
  must(run(*db, insert, {1, "first"}));
  const auto waiting =
      must(postgres_database::open({.url = schema.url(),
                                    .lock_timeout = std::chrono::milliseconds{20},
                                    .brief_lock_timeout = std::chrono::milliseconds{7}}));
  constexpr statement show_lock{"SHOW lock_timeout"};
  const auto process = number(*waiting, own_process);
  transaction holder{*db};
  must(holder.begin());
  must(run(*db, rename_thing, {1, "locked"}));
  const auto patience_of = [&](std::int64_t wanted) {
    transaction unit{*waiting};
    must(unit.begin());
    const auto patience = text(*waiting, show_lock);
    must(unit.set_savepoint());
    const auto renamed = run(*waiting, rename_thing, {wanted, "?"});
    CHECK(renamed.has_value() == (wanted != 1));
    if (!renamed) {
      CHECK(is_row_locked(renamed.error()));
      must(unit.undo_to_savepoint());
      CHECK(text(*waiting, show_lock) == patience);
    }
    must(unit.commit());
    return patience;
  };
  CHECK(patience_of(1) == "20ms");
  CHECK(patience_of(1) == "7ms");
  CHECK(patience_of(2) == "7ms");
  // One that goes well in between says nothing of what is locked.
  CHECK(patience_of(2) == "7ms");
  // What it has waited for in vain costs nobody the connection.
  CHECK(number(*waiting, own_process) == process);
}

TEST_CASE("a transaction that stands still is undone and frees what it has locked") {
  const fresh_schema schema;
  const auto db = open(schema);
  must(run(*db, make_table, {}));
  must(run(*db, insert, {1, "first"}));
  const auto stopped = must(postgres_database::open(
      {.url = schema.url(), .standstill_timeout = std::chrono::milliseconds{50}}));
  transaction unit{*stopped};
  must(unit.begin());
  must(run(*stopped, rename_thing, {1, "stopped"}));
  // Waits for the lock.
  must(run(*db, rename_thing, {1, "second"}));
  CHECK(code_of(run(*stopped, rename_thing, {1, "again"})) == model::ec::unavailable);
  CHECK(code_of(unit.commit()) == model::ec::unavailable);
  constexpr statement name{"SELECT name FROM things"};
  CHECK(text(*db, name) == "second");
}

TEST_CASE("one of two transactions that wait for each other is unavailable") {
  const fresh_schema schema;
  const auto first = open(schema);
  const auto second = open(schema);
  must(run(*first, make_table, {}));
  must(run(*first, insert, {1, "a"}));
  must(run(*first, insert, {2, "b"}));
  transaction of_first{*first};
  transaction of_second{*second};
  must(of_first.begin());
  must(of_second.begin());
  must(run(*first, rename_thing, {1, "first"}));
  must(run(*second, rename_thing, {2, "second"}));
  model::result<void> waited;
  std::thread other{[&] {
    waited = run(*second, rename_thing, {1, "second"});
    // Frees the first.
    if (waited)
      waited = of_second.commit();
    else
      (void)of_second.commit();
  }};
  const auto also_waited = run(*first, rename_thing, {2, "first"});
  if (!also_waited)
    CHECK(code_of(of_first.commit()) == model::ec::unavailable);
  other.join();
  CHECK(code_of(waited) != code_of(also_waited));
  CHECK((code_of(waited) == model::ec::unavailable ||
         code_of(also_waited) == model::ec::unavailable));
}

TEST_CASE("a server that only reads is left for one that writes") {
  const fresh_schema schema;
  const auto db = open(schema);
  must(run(*db, make_table, {}));
  constexpr statement demote{"SET default_transaction_read_only = on"};
  must(run(*db, demote, {}));
  CHECK(code_of(run(*db, insert, {1, "a"})) == model::ec::unavailable);
  must(run(*db, insert, {1, "a"}));
}

TEST_CASE("a commit waits for the disk unless more is asked for") {
  const fresh_schema schema;
  constexpr statement show{"SHOW synchronous_commit"};
  const auto chosen = [&](const std::string& setting) {
    return text(*must(postgres_database::open(
                    {.url = schema.url() + "%20-csynchronous_commit%3D" + setting})),
                show);
  };
  CHECK(chosen("off") == "on");
  CHECK(chosen("on") == "on");
  CHECK(chosen("remote_apply") == "remote_apply");
}

TEST_CASE("timeouts of the URL go before ours") {
  const fresh_schema schema;
  constexpr statement show{"SHOW statement_timeout"};
  constexpr statement show_lock{"SHOW lock_timeout"};
  CHECK(text(*open(schema), show) == "30s");
  CHECK(text(*open(schema), show_lock) == "4s");
  const auto url = schema.url() + "%20-cstatement_timeout%3D1234";
  CHECK(text(*must(postgres_database::open({.url = url})), show) == "1234ms");
  CHECK(text(*must(postgres_database::open(
                 {.url = url, .statement_timeout = std::chrono::milliseconds::zero()})),
             show) == "0");
  CHECK(text(*must(postgres_database::open(
                 {.url = url, .lock_timeout = std::chrono::milliseconds::zero()})),
             show_lock) == "0");
}

TEST_CASE("text that is no UTF-8 is refused") {
  const fresh_schema schema;
  const auto db = open(schema);
  must(run(*db, make_table, {}));
  CHECK(code_of(run(*db, insert, {1, "\xff"})) == model::ec::invalid);
}

TEST_CASE("a key that no index can hold is too large") {
  const fresh_schema schema;
  const auto db = open(schema);
  constexpr statement make_names{"CREATE TABLE names (name TEXT PRIMARY KEY)"};
  constexpr statement insert_name{"INSERT INTO names (name) VALUES ($1)"};
  must(run(*db, make_names, {}));
  // Not compressible.
  std::string name;
  for (unsigned i = 0, x = 1; i < 12'000; ++i, x = x * 1'103'515'245 + 12'345)
    name += static_cast<char>('!' + (x >> 16U) % 90);
  CHECK(code_of(run(*db, insert_name, {name})) == model::ec::too_large);
}

TEST_CASE("a server that is not there says so") {
  const temporary_folder folder;
  const auto refused =
      postgres_database::open({.url = "postgresql:///v?host=" + (folder / "").string()});
  REQUIRE(code_of(refused) == model::ec::unavailable);
  CHECK(refused.error().message.find((folder / "").string()) != std::string::npos);
}

TEST_CASE("a database in another encoding is refused") {
  const fresh_schema schema;
  const auto db = open(schema);
  constexpr statement make_latin1{"CREATE DATABASE latin1 ENCODING 'LATIN1' LOCALE 'C' "
                                  "LOCALE_PROVIDER libc TEMPLATE template0"};
  constexpr statement drop_latin1{"DROP DATABASE latin1"};
  must(run(*db, make_latin1, {}));
  auto url = fresh_schema::server();
  url.replace(url.find("/vestnik?"), 9, "/latin1?");
  const auto refused = postgres_database::open({.url = url});
  must(run(*db, drop_latin1, {}));
  REQUIRE(code_of(refused) == model::ec::invalid);
  CHECK(refused.error().message.find("LATIN1") != std::string::npos);
}

TEST_SUITE_END();

} // namespace vestnik::storage::postgres_database_tests
