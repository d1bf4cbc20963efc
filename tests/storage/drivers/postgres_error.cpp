#include "storage/drivers/postgres_error.hpp"

#include <doctest/doctest.h>
#include <pqxx/except>
#include <stdexcept>
#include <string>

namespace vestnik::storage::postgres_error_tests {

TEST_SUITE_BEGIN("storage/drivers/postgres_error");

using namespace vestnik;
using namespace vestnik::storage;

namespace {

template <class Thrown>
postgres_failure failure_of(const Thrown& thrown) {
  try {
    throw thrown;
  } catch (const std::exception&) {
    return current_failure("SELECT 1");
  }
}

} // namespace

TEST_CASE("each SQLSTATE means one of the errors of a database") {
  const struct {
    const char* sqlstate;
    model::ec code;
  } table[]{
      {"23505", model::ec::conflict},    {"23503", model::ec::conflict},
      {"23514", model::ec::conflict},    {"53100", model::ec::storage_full},
      {"53200", model::ec::unavailable}, {"53300", model::ec::unavailable},
      {"57014", model::ec::unavailable}, {"57P03", model::ec::unavailable},
      {"25006", model::ec::unavailable}, {"40001", model::ec::unavailable},
      {"40P01", model::ec::unavailable}, {"55P03", model::ec::unavailable},
      {"58030", model::ec::unavailable}, {"54000", model::ec::too_large},
      {"22021", model::ec::invalid},     {"22003", model::ec::internal},
      {"42P01", model::ec::internal},    {"42501", model::ec::unavailable},
      {"", model::ec::internal},
  };
  for (const auto& row : table) {
    CAPTURE(row.sqlstate);
    CHECK(code_of_sqlstate(row.sqlstate) == row.code);
  }
}

TEST_CASE("a refusal is told by its first line, without the rows that it quotes") {
  const auto failure = failure_of(pqxx::unique_violation{
      "ERROR:  duplicate key\nDETAIL:  Key (login)=(alice) already exists.\n", "", "23505"});
  CHECK(failure.from == postgres_failure::source::server);
  CHECK(failure.error.code == model::ec::conflict);
  CHECK(failure.error.message == "PostgreSQL: ERROR:  duplicate key");
}

TEST_CASE("a server that shuts down leaves open how far the statement came") {
  for (const auto* sqlstate : {"57P01", "57P02"}) {
    const auto failure = failure_of(pqxx::sql_error{"FATAL:  terminating", "", sqlstate});
    CHECK(failure.from == postgres_failure::source::connection);
    CHECK(failure.error.code == model::ec::unavailable);
  }
  const auto cancelled = failure_of(pqxx::sql_error{"ERROR:  canceling", "", "57014"});
  CHECK(cancelled.from == postgres_failure::source::server);
}

TEST_CASE("a defect names its statement, what may pass says when to try again") {
  const auto defect = failure_of(pqxx::sql_error{"ERROR:  no such thing", "", "42P01"});
  CHECK(defect.error.message.find("(in: SELECT 1)") != std::string::npos);
  const auto timeout = failure_of(pqxx::sql_error{"ERROR:  canceling statement", "", "57014"});
  CHECK(timeout.error.retry_after.count() > 0);
  const auto locked = failure_of(pqxx::insufficient_privilege{"ERROR:  Read-only file system"});
  CHECK(locked.error.code == model::ec::unavailable);
}

TEST_CASE("a statement that the server has not answered has an unknown fate") {
  CHECK(failure_of(pqxx::broken_connection{"gone"}).from == postgres_failure::source::connection);
  CHECK(failure_of(std::runtime_error{"no memory"}).from == postgres_failure::source::connection);
}

TEST_SUITE_END();

} // namespace vestnik::storage::postgres_error_tests
