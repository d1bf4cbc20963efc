#include "storage/tenancy/tenancy.hpp"

#include "storage/drivers/postgres_database.hpp"
#include "storage/drivers/sqlite_database.hpp"
#include "storage/schema/migrations.hpp"
#include "tests/storage/fresh_schema.hpp"
#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <thread>

namespace vestnik::storage::tenancy_tests {

TEST_SUITE_BEGIN("storage/tenancy/tenancy");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;
using namespace std::chrono_literals;
using finding = installation::finding;

namespace {

model::result<std::unique_ptr<tenancy>> in_file(const temporary_folder& folder) {
  const auto file = folder / "v.db";
  return tenancy::of_file(
      {must(sqlite_database::open({.file = file})), must(sqlite_database::open({.file = file}))},
      file);
}

model::result<std::unique_ptr<tenancy>> on_server(const fresh_schema& schema, tenants allowed,
                                                  std::chrono::milliseconds patience = 0ms) {
  return tenancy::of_server({must(postgres_database::open({.url = schema.url()})),
                             must(postgres_database::open({.url = schema.url()}))},
                            allowed, patience);
}

void migrate_file(const temporary_folder& folder) {
  must(migrate(*must(sqlite_database::open({.file = folder / "v.db"}))));
}

} // namespace

TEST_CASE("a second server on one file is refused until the first has ended") {
  const temporary_folder folder;
  {
    const auto first = must(in_file(folder));
    const auto refused = in_file(folder);
    REQUIRE(code_of(refused) == model::ec::conflict);
    CHECK(refused.error().field == "storage.url");
    CHECK(refused.error().message.find("v.db.lock") != std::string::npos);
  }
  CHECK(in_file(folder).has_value());
}

TEST_CASE("one server on a PostgreSQL keeps all others out, nodes keep only a lone one out") {
  const fresh_schema schema;
  const fresh_schema elsewhere;
  {
    const auto alone = must(on_server(schema, tenants::one));
    CHECK(code_of(on_server(schema, tenants::one)) == model::ec::conflict);
    const auto refused = on_server(schema, tenants::nodes_of_a_cluster);
    REQUIRE(code_of(refused) == model::ec::conflict);
    CHECK(refused.error().message.find("a server that runs alone") != std::string::npos);
    CHECK(on_server(elsewhere, tenants::one).has_value());
  }
  const auto node = must(on_server(schema, tenants::nodes_of_a_cluster, 10s));
  CHECK(on_server(schema, tenants::nodes_of_a_cluster).has_value());
  const auto refused = on_server(schema, tenants::one);
  REQUIRE(code_of(refused) == model::ec::conflict);
  CHECK(refused.error().field == "storage.url");
}

TEST_CASE("who is to be the only one waits for the connection of one that has just ended") {
  const fresh_schema schema;
  auto first = must(on_server(schema, tenants::one));
  std::jthread ends{[&first] { first.reset(); }};
  CHECK(on_server(schema, tenants::one, 60s).has_value());
}

TEST_CASE("a key is made for a database that has none, and for no other") {
  const temporary_folder folder;
  migrate_file(folder);
  const auto tenant = must(in_file(folder));
  const auto key = folder / "master.key";
  const auto id = must(tenant->open_secrets(key)).key_id();
  CHECK(must(tenant->open_secrets(key)).key_id() == id);

  std::filesystem::rename(key, folder / "kept.key");
  const auto missing = tenant->open_secrets(key);
  REQUIRE(code_of(missing) == model::ec::conflict);
  CHECK(missing.error().field == "secrets.key-file");
  CHECK(missing.error().message.find(id) != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(key));

  must(secret_box::open(key));
  CHECK(code_of(tenant->open_secrets(key)) == model::ec::conflict);
  CHECK(must(tenant->open_secrets(folder / "kept.key")).key_id() == id);
}

TEST_CASE("a database that is put back behind its last use is found out, once") {
  const temporary_folder folder;
  migrate_file(folder);
  const auto key = folder / "master.key";
  CHECK(must(must(in_file(folder))->begin_use(key)) == finding::as_left);
  std::filesystem::copy_file(folder / "v.db", folder / "backup.db");
  CHECK(must(must(in_file(folder))->begin_use(key)) == finding::as_left);
  std::filesystem::rename(folder / "backup.db", folder / "v.db");
  CHECK(must(must(in_file(folder))->begin_use(key)) == finding::restored);
  CHECK(must(must(in_file(folder))->begin_use(key)) == finding::as_left);
}

TEST_CASE("the use is noted again and again, and at the end") {
  const temporary_folder folder;
  migrate_file(folder);
  const use_mark mark{folder / "master.key"};
  auto tenant = must(in_file(folder));
  must(tenant->begin_use(folder / "master.key", 1ms));
  const auto first = mark.read();
  while (mark.read() == first)
    std::this_thread::yield();
  tenant.reset();
  const auto last =
      must(installation{*must(sqlite_database::open({.file = folder / "v.db"}))}.used_at());
  CHECK(mark.read() == last);
}

TEST_CASE("a mark that cannot be written keeps no server from starting") {
  const temporary_folder folder;
  migrate_file(folder);
  CHECK(must(must(in_file(folder))->begin_use(folder / "missing/master.key")) == finding::as_left);
}

TEST_SUITE_END();

} // namespace vestnik::storage::tenancy_tests
