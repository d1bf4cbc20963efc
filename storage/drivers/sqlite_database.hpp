#pragma once

#include "storage/sql/database.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace vestnik::storage {

struct sqlite_settings {
  /// Taken literally: no URI, no `:memory:`. Its directory must exist.
  std::filesystem::path file;
  /// A writing connection makes the file (mode 0600) if there is none.
  enum class access { read_write, read_only } mode = access::read_write;
  /// How long a statement waits for another process's or connection's lock.
  std::chrono::milliseconds busy_timeout{5000};
};

/// The SQLite driver: WAL, synchronous=FULL (a commit is on the disk when it returns),
/// foreign keys on. Statements are prepared once per connection and kept.
///
/// SQLite numbers `$n` by first appearance, so they are bound by name (docs/decisions.md 18).
class sqlite_database final : public database {
public:
  /// Errors: `unavailable` or `internal` with the file and the system's reason.
  static model::result<std::unique_ptr<sqlite_database>> open(const sqlite_settings& settings);

  model::result<void> execute(statement sql, std::span<const value> parameters,
                              const row_visitor& visit) override;
  model::result<void> execute_for_each(const bulk_statement& bulk, std::span<const value> cells,
                                       const row_visitor& visit) override;
  model::result<void> insert_many(std::string_view table, std::span<const std::string_view> columns,
                                  std::span<const value> cells) override;
  model::result<model::timestamp> now() override;

private:
  struct close {
    void operator()(sqlite3* connection) const noexcept;
  };
  struct finalize {
    void operator()(sqlite3_stmt* compiled) const noexcept;
  };
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  /// A compiled statement, with the number `n` of the `$n` at each of its places.
  struct compiled_statement {
    std::unique_ptr<sqlite3_stmt, finalize> compiled;
    std::vector<std::size_t> numbers;
    std::size_t parameters = 0;
  };
  enum class phase { working, committing };

  sqlite_database() = default;

  model::result<void> begin() override;
  model::result<void> commit() override;
  void rollback() noexcept override;
  model::result<void> undo_to_savepoint() override;
  /// Nothing: a transaction that writes is the only one.
  model::result<void> lock_schema() override;

  /// The statement from the cache or compiled now; valid as long as the connection.
  model::result<compiled_statement*> prepare(std::string_view text);
  /// `text_of` gets the marks `$1, $2 …` and returns the statement for one row.
  template <class TextOf>
  model::result<void> for_each_row(std::size_t width, std::span<const value> cells, TextOf text_of,
                                   const row_visitor& visit);
  model::result<void> bind(const compiled_statement& statement, std::span<const value> parameters);
  model::result<void> step(const compiled_statement& statement, const row_visitor& visit);
  /// SQLite's last error as ours; dooms the transaction.
  model::error fail(std::string_view text, phase when = phase::working);
  model::error doom(model::error why);

  std::unique_ptr<sqlite3, close> connection_;
  std::unordered_map<std::string, compiled_statement, text_hash, std::equal_to<>> statements_;
  sqlite_settings::access mode_ = sqlite_settings::access::read_write;
  bool in_transaction_ = false;
  /// Why the running transaction cannot be committed any more.
  std::optional<model::error> doomed_;
};

} // namespace vestnik::storage
