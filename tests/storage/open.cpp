#include "storage/open.hpp"

#include "fresh_schema.hpp"
#include "storage/drivers/postgres_database.hpp"
#include "storage/sql/query.hpp"
#include "temporary_folder.hpp"
#include "test_store.hpp"
#include "tests/support/same_fields.hpp"
#include "tests/support/tables.hpp"

#include <chrono>
#include <doctest/doctest.h>
#include <future>
#include <optional>
#include <string>

namespace vestnik::storage::open_tests {

TEST_SUITE_BEGIN("storage/open");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

model::result<opened_storage>
open_url(std::string url, unsigned readers = 1,
         const std::vector<const model::table_description*>& models = {}) {
  config::storage_settings settings;
  settings.url = std::move(url);
  settings.readers = readers;
  return open_storage(settings, models);
}

} // namespace

TEST_CASE("a database is made on first use and keeps what it has") {
  const temporary_folder folder;
  const auto path = (folder / "test.db").string();
  {
    auto opened = must(open_url("sqlite://" + path));
    const storage::write alice = create_user{model::user_id{1}, "alice", "Alice", "$", at(0)};
    must(opened.writer->commit({&alice, 1}).at(0));
  }
  auto again = must(open_url(path, 3));
  REQUIRE(again.readers.size() == 3);
  for (const auto& each : again.readers)
    CHECK(must(each->run(user_by_login{"alice"})).user.name == "Alice");
}

TEST_CASE("the collections of its models come with a database, or it is not opened") {
  const temporary_folder folder;
  const auto path = (folder / "test.db").string();
  {
    const auto opened = must(open_url(path, 1, {&vestnik::test::words(), &vestnik::test::notes()}));
    REQUIRE(opened.collections.size() == 2);
    CHECK(&opened.collections[1]->description() == &vestnik::test::notes());
  }
  auto changed = vestnik::test::notes();
  changed.columns.back().kind = model::column_kind::integer;
  const auto refused = open_url(path, 1, {&changed});
  REQUIRE(code_of(refused) == model::ec::conflict);
  CHECK(refused.error().field == "notes.order");
}

TEST_CASE("an opened storage always has a reader") {
  const temporary_folder folder;
  CHECK(must(open_url((folder / "test.db").string(), 0)).readers.size() == 1);
}

TEST_CASE("addresses that are not understood are refused with what is allowed") {
  for (const auto* url : {"", "mysql://host/db", "sqlite://relative/path", "sqlite://", "://x"}) {
    CAPTURE(url);
    const auto refused = open_url(url);
    REQUIRE(code_of(refused) == model::ec::invalid);
    CHECK(refused.error().field == "storage.url");
    CHECK(refused.error().message.find("sqlite:///absolute/path") != std::string::npos);
  }
}

TEST_CASE("a libpq string names no file, and its password is not shown") {
  const auto refused = open_url("host=db password=hunter2");
  REQUIRE(code_of(refused) == model::ec::invalid);
  CHECK(refused.error().field == "storage.url");
  CHECK(refused.error().message.find("looks like libpq's key=value") != std::string::npos);
  CHECK(refused.error().message.find("hunter2") == std::string::npos);
  const temporary_folder folder;
  CHECK(open_url((folder / "a=b.db").string()).has_value());
  CHECK(open_url("sqlite://" + (folder / "c=d.db").string()).has_value());
}

TEST_CASE("a PostgreSQL is brought up to date on first use and keeps what it has") {
  const fresh_schema schema;
  {
    auto opened = must(open_url(schema.url()));
    const storage::write alice = create_user{model::user_id{1}, "alice", "Alice", "$", at(0)};
    must(opened.writer->commit({&alice, 1}).at(0));
  }
  auto url = schema.url();
  url.replace(0, url.find(':'), "postgres");
  auto again = must(open_url(url, 3));
  REQUIRE(again.readers.size() == 3);
  for (const auto& each : again.readers)
    CHECK(must(each->run(user_by_login{"alice"})).user.name == "Alice");
}

TEST_CASE("the nodes of a cluster find their table in the database that was opened") {
  const temporary_folder folder;
  const fresh_schema schema;
  for (const auto& url : {(folder / "test.db").string(), schema.url()}) {
    CAPTURE(url);
    config::storage_settings settings;
    settings.url = url;
    const auto opened = must(open_storage(settings));
    const auto first = must(open_node_table(settings));
    const auto second = must(open_node_table(settings));
    const auto before = must(first.connection->now());
    const auto joined = must(first.table->join({"n1", "here:1"}));
    const auto after = must(first.connection->now());
    const auto seen = must(second.table->join({"n2", "here:2"}));
    CHECK(seen.cluster == joined.cluster);
    REQUIRE(seen.view.nodes.size() == 2);
    CHECK(seen.view.nodes[0].id == joined.id);
    const auto until = must(second.table->lease_end(joined.id));
    CHECK(until >= before + node_table_settings{}.lease);
    CHECK(until <= after + node_table_settings{}.lease);
  }
}

TEST_CASE("nodes that wait for each other's locks give up after a second") {
  const fresh_schema schema;
  must(open_url(schema.url()));
  config::storage_settings settings;
  settings.url = schema.url();
  const auto opened = must(open_node_table(settings));
  constexpr statement select_limits{"SELECT current_setting('statement_timeout') || ' '"
                                    " || current_setting('idle_in_transaction_session_timeout')"};
  CHECK(must(one<std::string>(*opened.connection, select_limits, {},
                              [](const row& from) { return from.text(0); })) == "1s 1s");
}

TEST_CASE("a writer keeps logs as long as is set, and by itself as long as the product does") {
  using vestnik::test::same_fields;
  CHECK(same_fields(writer::retention{}, retention_of({})));
  config::storage_settings settings;
  settings.log_retention = std::chrono::milliseconds{1};
  settings.personal_log_retention = std::chrono::milliseconds{2};
  const auto kept = retention_of(settings);
  CHECK(kept.log == settings.log_retention);
  CHECK(kept.personal_log == settings.personal_log_retention);
}

TEST_CASE("a check finds what a start would end with, and makes nothing") {
  const temporary_folder folder;
  const auto key = folder / "master.key";
  config::storage_settings settings;
  settings.data_dir = (folder / "data").string();
  settings.url = (folder / "data/v.db").string();
  must(check_storage(settings, key));
  settings.url = (folder / "missing/v.db").string();
  CHECK(code_of(check_storage(settings, key)) == model::ec::unavailable);
  CHECK(std::filesystem::is_empty(folder / ""));

  const fresh_schema schema;
  for (const auto& url : {(folder / "v.db").string(), schema.url()}) {
    CAPTURE(url);
    settings.url = url;
    must(check_storage(settings, key));
    const auto tenant = must(open_tenancy(settings, tenants::one));
    must(open_storage(settings));
    must(tenant->open_secrets(key));
    must(check_storage(settings, key));
    CHECK(code_of(check_storage(settings, folder / "other.key")) == model::ec::conflict);
    CHECK_FALSE(std::filesystem::exists(folder / "other.key"));
  }
}

TEST_CASE("a database is looked at while it is used, and nothing is made") {
  const temporary_folder folder;
  config::storage_settings settings;
  const fresh_schema schema;
  for (const auto& url : {(folder / "v.db").string(), schema.url()}) {
    CAPTURE(url);
    settings.url = url;
    const auto unused = open_census(settings);
    REQUIRE(code_of(unused) == model::ec::conflict);
    CHECK(unused.error().field == "storage.url");
    CHECK_FALSE(std::filesystem::exists(url));
    const auto tenant = must(open_tenancy(settings, tenants::one));
    must(open_storage(settings));
    const auto now = must(tenant->table().use());
    const auto opened = must(open_census(settings));
    CHECK(opened.used_at == now);
    CHECK(must(opened.census.members()).empty());
  }
}

TEST_CASE("the end of a use waits for nobody who has the installation locked") {
  const temporary_folder folder;
  const fresh_schema schema;
  config::storage_settings settings;
  settings.url = schema.url();
  auto tenant = must(open_tenancy(settings, tenants::one));
  must(open_storage(settings));
  must(tenant->begin_use(folder / "master.key"));
  const auto other = must(
      postgres_database::open({.url = schema.url(), .standstill_timeout = std::chrono::hours{1}}));
  std::optional<transaction> held{*other};
  must(held->begin());
  must(run(*other, statement{"UPDATE installation SET used_at = used_at"}, {}));
  auto ending = std::async(std::launch::async, [&tenant] { tenant.reset(); });
  CHECK(ending.wait_for(std::chrono::seconds{30}) == std::future_status::ready);
  held.reset();
}

TEST_CASE("an error about a PostgreSQL address has no password in it") {
  for (const auto* url : {"postgresql://vestnik:hunter2@[::1/vestnik",
                          "postgresql://vestnik:hunter2@localhost:1/vestnik",
                          "postgresql-ssl://vestnik:hunter2@db/vestnik"}) {
    CAPTURE(url);
    const auto refused = open_url(url);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("hunter2") == std::string::npos);
  }
}

TEST_SUITE_END();

} // namespace vestnik::storage::open_tests
