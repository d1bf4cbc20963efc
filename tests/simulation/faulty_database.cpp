#include "tests/simulation/faulty_database.hpp"

#include <utility>

namespace vestnik::simulation {

faulty_database::faulty_database(std::unique_ptr<storage::database> real, database_faults& faults,
                                 std::shared_ptr<const database_faults::door> door)
    : real_{std::move(real)}
    , faults_{faults}
    , door_{std::move(door)} {}

model::result<void> faulty_database::execute(storage::statement sql,
                                             std::span<const storage::value> parameters,
                                             const storage::row_visitor& visit) {
  if (auto why = failure(sql.text(), parameters))
    return *why;
  return real_->execute(sql, parameters, visit);
}

model::result<void> faulty_database::execute_for_each(const storage::bulk_statement& sql,
                                                      std::span<const storage::value> cells,
                                                      const storage::row_visitor& visit) {
  if (auto why = failure(sql.sql.text(), cells))
    return *why;
  return real_->execute_for_each(sql, cells, visit);
}

model::result<void> faulty_database::insert_many(std::string_view table,
                                                 std::span<const std::string_view> columns,
                                                 std::span<const storage::value> cells) {
  if (auto why = failure(table, cells))
    return *why;
  return real_->insert_many(table, columns, cells);
}

model::result<void> faulty_database::begin() {
  if (auto why = failure("BEGIN", {}))
    return *why;
  unit_ = std::make_unique<storage::transaction>(*real_);
  return unit_->begin();
}

model::result<void> faulty_database::commit() {
  if (doomed_) {
    const auto why = *doomed_;
    rollback();
    return why;
  }
  using fate = database_faults::fate;
  const auto end = faults_.at_commit();
  if (end == fate::made || end == fate::lost_after)
    if (auto done = unit_->commit(); !done)
      return done;
  end_unit();
  if (end == fate::lost_before || end == fate::lost_after)
    return model::error{
        model::ec::outcome_unknown, "the answer was lost", {}, std::chrono::seconds{1}};
  return {};
}

void faulty_database::rollback() noexcept {
  doomed_.reset();
  end_unit();
}

void faulty_database::end_unit() {
  unit_.reset();
  if (std::exchange(cursors_, cursors::stay) == cursors::skip)
    (void)real_->execute(storage::statement{"UPDATE mail_folders SET last_uid = last_uid + 5"}, {},
                         [](const storage::row&) { return model::result<void>{}; });
}

model::result<void> faulty_database::undo_to_savepoint() {
  // A connection that is lost has lost its transaction.
  if (doomed_ && doomed_->code != model::ec::unavailable)
    doomed_.reset();
  if (doomed_)
    return *doomed_;
  return unit_->undo_to_savepoint();
}

std::optional<model::error> faulty_database::failure(std::string_view text,
                                                     std::span<const storage::value> cells) {
  if (doomed_)
    return doomed_;
  auto why = *door_ == database_faults::door::closed
                 ? std::optional{model::error{model::ec::unavailable, "the process is gone"}}
                 : faults_.at_statement(text, cells);
  if (why && faults_.skips_after(text))
    cursors_ = cursors::skip;
  // Outside of a transaction each statement is one.
  if (unit_)
    doomed_ = why;
  return why;
}

} // namespace vestnik::simulation
