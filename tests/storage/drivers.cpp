#include "drivers.hpp"

#include "fresh_schema.hpp"
#include "full_scans.hpp"
#include "storage/drivers/postgres_database.hpp"
#include "storage/drivers/sqlite_database.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <string_view>

namespace vestnik::storage::test {

namespace {

class sqlite_test_database final : public test_database {
public:
  std::unique_ptr<database> connect() override { return open(sqlite_settings::access::read_write); }
  std::unique_ptr<database> connect_reader() override {
    return open(sqlite_settings::access::read_only);
  }
  void expect_no_full_scan(const std::set<std::string>& statements) const override {
    for (const auto& scan : full_scans(folder_ / "test.db", statements))
      FAIL_CHECK(scan);
  }

private:
  std::unique_ptr<database> open(sqlite_settings::access mode) const {
    auto opened = sqlite_database::open({.file = folder_ / "test.db", .mode = mode});
    REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().message));
    return std::move(*opened);
  }

  temporary_folder folder_;
};

class postgres_test_database final : public test_database {
public:
  std::unique_ptr<database> connect() override {
    return open(postgres_settings::access::read_write);
  }
  std::unique_ptr<database> connect_reader() override {
    return open(postgres_settings::access::read_only);
  }

  std::string url() const override { return schema_.url(); }

private:
  std::unique_ptr<database> open(postgres_settings::access mode) const {
    auto opened = postgres_database::open({.url = schema_.url(), .mode = mode});
    REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().message));
    return std::move(*opened);
  }

  fresh_schema schema_;
};

struct driver {
  std::string_view name;
  std::unique_ptr<test_database> (*make)();
};

constexpr driver drivers[]{
    {"SQLite",
     []() -> std::unique_ptr<test_database> { return std::make_unique<sqlite_test_database>(); }},
    {"PostgreSQL",
     []() -> std::unique_ptr<test_database> { return std::make_unique<postgres_test_database>(); }},
};

} // namespace

void on_postgres(const std::function<void(test_database&)>& test) {
  postgres_test_database fresh;
  test(fresh);
}

void on_each_driver(const std::function<void(test_database&)>& test) {
  for (const auto& each : drivers) {
    INFO("driver: ", each.name);
    const auto fresh = each.make();
    test(*fresh);
  }
}

} // namespace vestnik::storage::test
