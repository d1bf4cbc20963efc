#pragma once

#include "model/error.hpp"
#include "model/values/time.hpp"
#include "storage/sql/row.hpp"
#include "storage/sql/statement.hpp"
#include "storage/sql/value.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace vestnik::storage {

/// Sees one row of an answer; an error ends the statement and becomes its result.
using row_visitor = std::function<model::result<void>(const row&)>;

/// For statements that return no rows.
[[nodiscard]] inline model::result<void> show_nothing(const row&) { return {}; }

/// One connection to a database: what the drivers implement and the stores use.
/// Used by one thread at a time.
///
/// Errors of all functions, by their code:
/// - `invalid`: a text has a NUL (that it is UTF-8 is the caller's to see to);
/// - `conflict`: a constraint (unique, foreign key, not null) refused the row;
/// - `too_large`: a value is larger than the engine or an index can hold;
/// - `storage_full`: disk or quota is full, nothing was written;
/// - `unavailable`: busy for too long, or the database cannot be reached; nothing was
///   written, and the same may succeed later (`retry_after`);
/// - `outcome_unknown`: a commit was sent and its answer never came: the transaction
///   is either there whole or not at all;
/// - `internal`: anything else, which is a defect or a damaged database.
///
/// A statement that fails dooms its transaction: later statements and the commit fail
/// with the same error, and nothing of it stays. (PostgreSQL's rule, kept by all.)
class database {
public:
  database() = default;
  database(const database&) = delete;
  database& operator=(const database&) = delete;
  virtual ~database() = default;

  /// Runs one statement with `parameters[0]` as `$1`, and shows its rows one by one.
  /// The visitor must not use the database. Outside a transaction the statement is one.
  virtual model::result<void> execute(statement sql, std::span<const value> parameters,
                                      const row_visitor& visit) = 0;

  /// Runs the statement for all rows of `cells`, one after the other in them and each as
  /// long as `columns`; cells of one column are all of one type, and at least one of them
  /// is not null. Shows the rows of the answer in no particular order. The engine may see
  /// `given` whole or a row at a time, so a row must not depend on what the statement does
  /// for another, except that it finds it done. Only in a transaction.
  virtual model::result<void> execute_for_each(const bulk_statement& bulk,
                                               std::span<const value> cells,
                                               const row_visitor& visit) = 0;

  /// Inserts many rows into `table` in the fastest way the engine has. `cells` has the
  /// rows one after the other, each as long as `columns`; cells of one column are all
  /// of one type. Only in a transaction. No rows: no effect. Names come from literals or from
  /// `object_table`.
  virtual model::result<void> insert_many(std::string_view table,
                                          std::span<const std::string_view> columns,
                                          std::span<const value> cells) = 0;

  /// The time, by the one clock that all who use this database share: the server's, or
  /// this machine's where there is no server.
  virtual model::result<model::timestamp> now() = 0;

private:
  friend class transaction;

  /// Begins a transaction; of a writing connection one that may write at once.
  virtual model::result<void> begin() = 0;
  /// Makes the transaction durable or undoes it; it has ended in either case.
  virtual model::result<void> commit() = 0;
  virtual void rollback() noexcept = 0;
  /// Undoes what the transaction did since its newest savepoint, so that it is no longer doomed.
  /// An error, that which doomed it, if nothing of the transaction is left to save.
  virtual model::result<void> undo_to_savepoint() = 0;
  /// Waits until nobody else has the schema's lock, and has it until the transaction
  /// ends. Only in a transaction.
  virtual model::result<void> lock_schema() = 0;
};

/// One transaction of a database, undone unless committed. They do not nest.
class transaction {
public:
  explicit transaction(database& in) noexcept
      : database_{in} {}
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  ~transaction() {
    if (open_)
      database_.rollback();
  }

  model::result<void> begin() {
    auto begun = database_.begin();
    open_ = begun.has_value();
    return begun;
  }

  /// Marks a place to come back to; they nest.
  model::result<void> set_savepoint() {
    return database_.execute("SAVEPOINT here", {}, show_nothing);
  }
  /// Undoes what was done since the newest one; it stays.
  model::result<void> undo_to_savepoint() { return database_.undo_to_savepoint(); }
  /// Forgets the newest one and keeps what was done since.
  model::result<void> release_savepoint() {
    return database_.execute("RELEASE SAVEPOINT here", {}, show_nothing);
  }

  /// Keeps all others who ask for it from changing the schema meanwhile.
  model::result<void> lock_schema() { return database_.lock_schema(); }

  /// Once it succeeds, all that was written is on the disk. Errors: see `database`;
  /// whatever fails, the transaction is over.
  model::result<void> commit() {
    open_ = false;
    return database_.commit();
  }

private:
  database& database_;
  bool open_ = false;
};

} // namespace vestnik::storage
