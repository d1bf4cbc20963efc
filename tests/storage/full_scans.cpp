#include "full_scans.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <doctest/doctest.h>
#include <vector>

namespace vestnik::storage::test {

namespace {

/// How SQLite would run a statement, one line per table.
std::vector<std::string> plan_of(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* compiled = nullptr;
  const auto explained = "EXPLAIN QUERY PLAN " + sql;
  CHECK_MESSAGE(sqlite3_prepare_v2(db, explained.c_str(), -1, &compiled, nullptr) == SQLITE_OK,
                sql);
  std::vector<std::string> plan;
  while (compiled != nullptr && sqlite3_step(compiled) == SQLITE_ROW)
    plan.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(compiled, 3)));
  sqlite3_finalize(compiled);
  return plan;
}

/// Whether the step reads what an inner SELECT gives, whose own steps are in the plan too.
bool is_of_inner(const std::string& step, const std::vector<std::string>& plan) {
  const auto name = step.substr(step.find(' ') + 1);
  return std::ranges::any_of(plan, [&name](const std::string& each) {
    return each == "CO-ROUTINE " + name || each == "MATERIALIZE " + name;
  });
}

/// The questions whose answers are of a whole table.
bool is_of_all(const std::string& sql) {
  return sql.find("SELECT id FROM mail_accounts ORDER BY id") != std::string::npos ||
         sql.find("SELECT count(*) FROM model_") != std::string::npos;
}

} // namespace

std::set<std::string> full_scans(const std::filesystem::path& file,
                                 const std::set<std::string>& statements) {
  std::set<std::string> scans;
  sqlite3* db = nullptr;
  CHECK(sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  for (const auto& sql : statements) {
    const auto plan = plan_of(db, sql);
    for (const auto& step : plan)
      // The rows that a statement for many is given are no table, and this one has one row.
      if (step.starts_with("SCAN") && step != "SCAN given" && step != "SCAN installation" &&
          !step.ends_with("CONSTANT ROW") && !is_of_inner(step, plan) && !is_of_all(sql))
        scans.insert(step + " in " + sql);
  }
  sqlite3_close_v2(db);
  return scans;
}

} // namespace vestnik::storage::test
