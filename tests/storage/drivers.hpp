#pragma once

#include "storage/sql/database.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>

// The conformance suite is every test that begins with `on_each_driver`: it holds for
// all drivers of `database`, and a new one joins it by a line in drivers.cpp.

namespace vestnik::storage::test {

/// A database that exists for one test and is empty at first.
class test_database {
public:
  test_database() = default;
  test_database(const test_database&) = delete;
  test_database& operator=(const test_database&) = delete;
  virtual ~test_database() = default;

  [[nodiscard]] virtual std::unique_ptr<database> connect() = 0;
  [[nodiscard]] virtual std::unique_ptr<database> connect_reader() = 0;

  /// Of a server's database, for connections with settings of their own.
  [[nodiscard]] virtual std::string url() const { return {}; }

  /// Fails the test for each of the statements that reads a whole table. Only SQLite tells.
  virtual void expect_no_full_scan(const std::set<std::string>& /*statements*/) const {}
};

/// Runs a test once for each driver, each time on a database of its own.
void on_each_driver(const std::function<void(test_database&)>& test);

/// Runs a test of what only a database with several writers can do.
void on_postgres(const std::function<void(test_database&)>& test);

} // namespace vestnik::storage::test
