#pragma once

#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace vestnik::storage::test {

/// A database that notes the text of every statement it is given.
class recording_database final : public database {
public:
  recording_database(std::unique_ptr<database> of, std::set<std::string>& into)
      : inner_{std::move(of)}
      , into_{into} {}

  model::result<void> execute(statement sql, std::span<const value> parameters,
                              const row_visitor& visit) override {
    into_.emplace(sql.text());
    return inner_->execute(sql, parameters, visit);
  }
  model::result<void> execute_for_each(const bulk_statement& bulk, std::span<const value> cells,
                                       const row_visitor& visit) override {
    into_.insert(fmt::format("WITH given ({}) AS (VALUES ({}1)) {}", fmt::join(bulk.columns, ", "),
                             repeated("1, ", bulk.columns.size() - 1), bulk.sql.text()));
    return inner_->execute_for_each(bulk, cells, visit);
  }
  model::result<void> insert_many(std::string_view table, std::span<const std::string_view> columns,
                                  std::span<const value> cells) override {
    return inner_->insert_many(table, columns, cells);
  }
  model::result<model::timestamp> now() override { return inner_->now(); }

private:
  static std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    while (times-- > 0)
      out += text;
    return out;
  }

  model::result<void> begin() override {
    unit_ = std::make_unique<transaction>(*inner_);
    return unit_->begin();
  }
  model::result<void> commit() override { return unit_->commit(); }
  void rollback() noexcept override { unit_.reset(); }
  model::result<void> undo_to_savepoint() override { return unit_->undo_to_savepoint(); }
  model::result<void> lock_schema() override { return unit_->lock_schema(); }

  std::unique_ptr<database> inner_;
  std::unique_ptr<transaction> unit_;
  std::set<std::string>& into_;
};

} // namespace vestnik::storage::test
