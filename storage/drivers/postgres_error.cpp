#include "storage/drivers/postgres_error.hpp"

#include "storage/sql/row_lock.hpp"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <pqxx/except>
#include <string>
#include <utility>

namespace vestnik::storage {

namespace {

constexpr std::chrono::seconds soon{1};

constexpr std::string_view lock_not_available{"55P03"};

/// Without `DETAIL:`, which quotes rows.
std::string first_line(std::string_view text) {
  return std::string{text.substr(0, text.find('\n'))};
}

postgres_failure refused(model::ec code, std::string_view message, std::string_view statement) {
  model::error error{code, fmt::format("PostgreSQL: {}", first_line(message))};
  if (code == model::ec::internal)
    error.message += fmt::format(" (in: {})", statement);
  if (code == model::ec::unavailable)
    error.retry_after = soon;
  return {std::move(error), postgres_failure::source::server};
}

} // namespace

model::ec code_of_sqlstate(std::string_view sqlstate) noexcept {
  struct row {
    std::string_view prefix;
    model::ec code;
  };
  // The first prefix that fits.
  constexpr row table[]{
      {"22021", model::ec::invalid},      // character_not_in_repertoire: no UTF-8
      {"23", model::ec::conflict},        // integrity constraints
      {"25006", model::ec::unavailable},  // read_only_sql_transaction: a replica
      {"40", model::ec::unavailable},     // rolled back: deadlock, serialization
      {"42501", model::ec::unavailable},  // no privilege; a disk that is read-only
      {"53100", model::ec::storage_full}, // disk_full
      {"53", model::ec::unavailable},     // insufficient resources
      {"54", model::ec::too_large},       // program limits
      {lock_not_available, model::ec::unavailable},
      {"57", model::ec::unavailable}, // cancelled, shut down, starting
      {"58", model::ec::unavailable}, // errors of the system under it
  };
  for (const auto& [prefix, code] : table)
    if (sqlstate.starts_with(prefix))
      return code;
  return model::ec::internal;
}

postgres_failure current_failure(std::string_view statement) {
  try {
    throw;
  } catch (const pqxx::transaction_rollback& thrown) {
    // Before sql_error, which libpqxx 7 derives it from and libpqxx 6 does not.
    return refused(model::ec::unavailable, thrown.what(), statement);
  } catch (const pqxx::insufficient_privilege& thrown) {
    // libpqxx 6 leaves its SQLSTATE empty.
    return refused(code_of_sqlstate("42501"), thrown.what(), statement);
  } catch (const pqxx::sql_error& thrown) {
    auto why = refused(code_of_sqlstate(thrown.sqlstate()), thrown.what(), statement);
    if (thrown.sqlstate() == lock_not_available)
      why.error = row_locked(std::move(why.error.message));
    // 57P01, 57P02: it may be sent in the midst of a commit that has been made.
    if (thrown.sqlstate().starts_with("57P"))
      why.from = postgres_failure::source::connection;
    return why;
  } catch (const std::exception& thrown) {
    return {{model::ec::unavailable, fmt::format("PostgreSQL: {}", first_line(thrown.what()))},
            postgres_failure::source::connection};
  }
}

} // namespace vestnik::storage
