#pragma once

#include "storage/query.hpp"

#include <deque>
#include <memory>

namespace vestnik::storage::test {

/// A database whose commits fail as they are told to. What a failed commit had written
/// is undone: of the two possible ends of an unknown outcome, the one that a repetition
/// would hide.
class failing_database final : public database {
public:
  explicit failing_database(std::unique_ptr<database> of)
      : inner_{std::move(of)} {}

  /// How the next commits fail; further ones succeed.
  std::deque<model::ec> fail_commits;

  model::result<void> execute(statement what, std::span<const value> parameters,
                              const row_visitor& visit) override {
    return inner_->execute(what, parameters, visit);
  }
  model::result<void> insert_many(std::string_view table, std::span<const std::string_view> columns,
                                  std::span<const value> cells) override {
    return inner_->insert_many(table, columns, cells);
  }

private:
  model::result<void> begin() override {
    unit_ = std::make_unique<transaction>(*inner_);
    return unit_->begin();
  }
  model::result<void> commit() override {
    if (fail_commits.empty())
      return unit_->commit();
    const auto code = fail_commits.front();
    fail_commits.pop_front();
    unit_.reset();
    return model::error{code, "told to fail"};
  }
  void rollback() noexcept override { unit_.reset(); }
  model::result<void> lock_schema() override { return unit_->lock_schema(); }

  std::unique_ptr<database> inner_;
  std::unique_ptr<transaction> unit_;
};

} // namespace vestnik::storage::test
