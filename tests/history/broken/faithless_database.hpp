#pragma once

#include "storage/drivers/postgres_database.hpp"
#include "storage/drivers/sqlite_database.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace vestnik::storage {

/// Passes everything on to a real database, until a derived class does otherwise.
class faithless_database : public database {
public:
  explicit faithless_database(std::unique_ptr<database> inner)
      : inner_{std::move(inner)} {}

  model::result<void> execute(statement sql, std::span<const value> parameters,
                              const row_visitor& visit) override {
    return inner_->execute(sql, parameters, visit);
  }
  model::result<void> execute_for_each(const bulk_statement& bulk, std::span<const value> cells,
                                       const row_visitor& visit) override {
    return inner_->execute_for_each(bulk, cells, visit);
  }
  model::result<void> insert_many(std::string_view table, std::span<const std::string_view> columns,
                                  std::span<const value> cells) override {
    return inner_->insert_many(table, columns, cells);
  }
  model::result<model::timestamp> now() override { return inner_->now(); }
  model::result<void> begin() override { return unit_.emplace(*inner_).begin(); }
  model::result<void> commit() override { return unit_->commit(); }
  void rollback() noexcept override { unit_.reset(); }
  model::result<void> undo_to_savepoint() override { return unit_->undo_to_savepoint(); }
  model::result<void> lock_schema() override { return unit_->lock_schema(); }

private:
  std::unique_ptr<database> inner_;
  std::optional<transaction> unit_;
};

/// Takes the place of a driver, `Real`, where it is opened: a `Faithless` writes.
template <class Faithless, class Real, class Settings>
struct opening {
  static model::result<std::unique_ptr<database>> open(const Settings& settings) {
    auto real = Real::open(settings);
    if (!real)
      return real.error();
    if (settings.mode == Settings::access::read_only)
      return std::unique_ptr<database>{std::move(*real)};
    return std::unique_ptr<database>{std::make_unique<Faithless>(std::move(*real))};
  }
};

} // namespace vestnik::storage
