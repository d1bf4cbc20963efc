#pragma once

#include "storage/sql/database.hpp"
#include "tests/simulation/database_faults.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace vestnik::simulation {

/// A connection to a real database, whose statements and commits fail as `database_faults` says.
class faulty_database final : public storage::database {
public:
  /// @param faults outlive the connection. @param door of its process.
  faulty_database(std::unique_ptr<storage::database> real, database_faults& faults,
                  std::shared_ptr<const database_faults::door> door);

  model::result<void> execute(storage::statement sql, std::span<const storage::value> parameters,
                              const storage::row_visitor& visit) override;
  model::result<void> execute_for_each(const storage::bulk_statement& sql,
                                       std::span<const storage::value> cells,
                                       const storage::row_visitor& visit) override;
  model::result<void> insert_many(std::string_view table, std::span<const std::string_view> columns,
                                  std::span<const storage::value> cells) override;
  model::result<model::timestamp> now() override { return real_->now(); }

private:
  model::result<void> begin() override;
  model::result<void> commit() override;
  void rollback() noexcept override;
  model::result<void> undo_to_savepoint() override;
  model::result<void> lock_schema() override { return unit_->lock_schema(); }

  /// The transaction has ended.
  void end_unit();
  /// Why the statement fails, if it does; that dooms a transaction.
  [[nodiscard]] std::optional<model::error> failure(std::string_view text,
                                                    std::span<const storage::value> cells);

  std::unique_ptr<storage::database> real_;
  database_faults& faults_;
  std::shared_ptr<const database_faults::door> door_;
  std::unique_ptr<storage::transaction> unit_;
  std::optional<model::error> doomed_;
  enum class cursors : std::uint8_t { stay, skip } cursors_ = cursors::stay;
};

} // namespace vestnik::simulation
