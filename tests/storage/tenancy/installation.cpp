#include "storage/tenancy/installation.hpp"

#include "storage/schema/migrations.hpp"
#include "storage/sql/query.hpp"
#include "tests/storage/test_store.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace vestnik::storage::installation_tests {

TEST_SUITE_BEGIN("storage/tenancy/installation");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr statement set_clock_forward{"UPDATE installation SET used_at = 9000000000000000"};
constexpr statement add_account{R"(
  INSERT INTO mail_accounts (id, owner_id, address, host, port, security, sign_in_name,
                             sealed_password, created_at)
  VALUES ($1, 1, 'a@b', 'h', 1, 1, 'a', $2, $3))"};
constexpr statement add_person{R"(
  INSERT INTO users (id, login, name, login_key, name_key, password, created_at)
  VALUES (1, 'a', 'A', $1, $1, '', 0))"};

/// A database as a start leaves it.
struct ready {
  explicit ready(test_database& on)
      : in{on.connect()} {
    must(migrate(*in));
  }
  std::unique_ptr<database> in;
  installation table{*in};
};

} // namespace

TEST_CASE("the key that was noted first is the only one until it is forgotten") {
  on_each_driver([](test_database& on) {
    ready is{on};
    CHECK(must(is.table.master_key()).empty());
    must(is.table.note_key("4066000000000000"));
    must(is.table.note_key("4066000000000000"));
    const auto refused = is.table.note_key("daee000000000000");
    REQUIRE(code_of(refused) == model::ec::conflict);
    CHECK(refused.error().field == "secrets.key-file");
    CHECK(refused.error().message.find("4066000000000000, but this one is daee000000000000") !=
          std::string::npos);
    must(is.table.forget_key());
    must(is.table.note_key("daee000000000000"));
    CHECK(must(is.table.master_key()) == "daee000000000000");
  });
}

TEST_CASE("a database that had sealed passwords before keys were noted knows the newest key") {
  on_each_driver([](test_database& on) {
    const auto in = on.connect();
    must(migrate(*in, migrations().first(5)));
    must(run(*in, add_person, {blob{"a"}}));
    must(run(*in, add_account, {1, "v1:1111111111111111:x", 1}));
    must(run(*in, add_account, {2, "v1:2222222222222222:y", 2}));
    must(migrate(*in));
    CHECK(must(installation{*in}.master_key()) == "2222222222222222");
  });
}

TEST_CASE("the time of use only grows, also when the clock was set back") {
  on_each_driver([](test_database& on) {
    ready is{on};
    CHECK(must(is.table.used_at()) == model::timestamp{});
    const auto before = must(is.in->now());
    const auto first = must(is.table.use());
    CHECK(first >= before);
    CHECK(must(is.table.use()) > first);
    must(run(*is.in, set_clock_forward, {}));
    CHECK(must(is.table.use()).time_since_epoch().count() == 9'000'000'000'000'001);
    CHECK(must(is.table.used_at()).time_since_epoch().count() == 9'000'000'000'000'001);
  });
}

TEST_CASE("a database that was used last before the mark has new logs, once") {
  on_each_driver([](test_database& on) {
    using finding = installation::finding;
    test_store store{on};
    static_cast<void>(store.dialog());
    const auto in = on.connect();
    installation table{*in};
    constexpr statement select_logs{"SELECT DISTINCT log FROM rooms ORDER BY log"};
    const auto logs = [&] {
      return must(all<std::string>(*in, select_logs, {},
                                   [](const row& from) { return from.get<std::string>(0); }));
    };
    const auto before = logs();
    CHECK(must(table.begin_use({})).found == finding::as_left);
    const auto backup = must(table.used_at());
    CHECK(must(table.begin_use(backup)).found == finding::as_left);
    CHECK(logs() == before);

    const auto marked = must(table.used_at()) + std::chrono::microseconds{1};
    const auto begun = must(table.begin_use(marked));
    CHECK(begun.found == finding::restored);
    CHECK(begun.left < marked);
    const auto after = logs();
    REQUIRE(after.size() == 1);
    CHECK(after.front().size() == 16);
    CHECK(std::ranges::find(before, after.front()) == before.end());

    CHECK(must(table.begin_use(begun.used)).found == finding::as_left);
    CHECK(logs() == after);
    must(table.renew_logs());
    CHECK(logs() != after);
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::installation_tests
