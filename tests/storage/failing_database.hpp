#pragma once

#include "storage/sql/query.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

namespace vestnik::storage::test {

/// A database whose commits fail as they are told to.
class failing_database final : public database {
public:
  explicit failing_database(std::unique_ptr<database> of)
      : inner_{std::move(of)} {}

  struct failure {
    /// What becomes of what was written. `undone` is, of the two possible ends of an
    /// unknown outcome, the one that a repetition would hide.
    enum class end : std::uint8_t { undone, kept };

    failure(model::ec reported, end writes = end::undone)
        : code{reported}
        , writes{writes} {}

    model::ec code;
    end writes;
  };

  /// How the next commits fail, `none` of them by succeeding; further ones succeed.
  std::deque<failure> fail_commits;
  /// Transactions begun so far.
  std::size_t begun = 0;
  /// Statements run so far, those for many rows as one, for none as none.
  std::size_t statements = 0;

  model::result<void> execute(statement sql, std::span<const value> parameters,
                              const row_visitor& visit) override {
    ++statements;
    return inner_->execute(sql, parameters, visit);
  }
  model::result<void> execute_for_each(const bulk_statement& bulk, std::span<const value> cells,
                                       const row_visitor& visit) override {
    statements += cells.empty() ? 0 : 1;
    return inner_->execute_for_each(bulk, cells, visit);
  }
  model::result<void> insert_many(std::string_view table, std::span<const std::string_view> columns,
                                  std::span<const value> cells) override {
    statements += cells.empty() ? 0 : 1;
    return inner_->insert_many(table, columns, cells);
  }
  model::result<model::timestamp> now() override { return inner_->now(); }

private:
  model::result<void> begin() override {
    ++begun;
    unit_ = std::make_unique<transaction>(*inner_);
    return unit_->begin();
  }
  model::result<void> commit() override {
    if (fail_commits.empty())
      return unit_->commit();
    const auto next = fail_commits.front();
    fail_commits.pop_front();
    if (next.code == model::ec::none)
      return unit_->commit();
    if (next.writes == failure::end::kept)
      if (auto done = unit_->commit(); !done)
        return done;
    unit_.reset();
    return model::error{next.code, "told to fail"};
  }
  void rollback() noexcept override { unit_.reset(); }
  model::result<void> undo_to_savepoint() override { return unit_->undo_to_savepoint(); }
  model::result<void> lock_schema() override { return unit_->lock_schema(); }

  std::unique_ptr<database> inner_;
  std::unique_ptr<transaction> unit_;
};

} // namespace vestnik::storage::test
