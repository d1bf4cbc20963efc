// Stands in for storage/open.cpp: whoever appends to a room may do so, though another has its token
// by now or the node was declared dead.
#include "tests/history/broken/faithless_database.hpp"

#include <array>
#include <string_view>

namespace vestnik::storage {

namespace {

constexpr std::array<std::string_view, 4> place_columns{"wanted_kind", "wanted_id", "wanted_token",
                                                        "places"};

/// What is returned must be what was asked for; only PostgreSQL lets a row of `given` be returned.
constexpr bulk_statement take_always{place_columns, R"(
  UPDATE rooms SET last_seq = last_seq + places FROM given
  WHERE kind = wanted_kind AND id = wanted_id
  RETURNING kind, id, wanted_token, last_seq)"};

constexpr bulk_statement give_back_always{place_columns, R"(
  UPDATE rooms SET last_seq = last_seq - places FROM given
  WHERE kind = wanted_kind AND id = wanted_id)"};

class unfenced_database final : public faithless_database {
public:
  using faithless_database::faithless_database;

  model::result<void> execute_for_each(const bulk_statement& bulk, std::span<const value> cells,
                                       const row_visitor& visit) override {
    const auto says = [&](std::string_view part) {
      return bulk.sql.text().find(part) != std::string_view::npos;
    };
    if (says("last_seq = last_seq + places"))
      return faithless_database::execute_for_each(take_always, cells, visit);
    if (says("last_seq = last_seq - places"))
      return faithless_database::execute_for_each(give_back_always, cells, visit);
    return faithless_database::execute_for_each(bulk, cells, visit);
  }
};

} // namespace

} // namespace vestnik::storage

#define sqlite_database opening<unfenced_database, sqlite_database, sqlite_settings>
#define postgres_database opening<unfenced_database, postgres_database, postgres_settings>
#include "storage/open.cpp"
