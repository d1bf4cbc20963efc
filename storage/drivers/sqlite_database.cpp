#include "storage/drivers/sqlite_database.hpp"

#include "model/values/clock.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vestnik::storage {

namespace {

constexpr statement read_pragmas[]{
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
};
// A group of writes touches a page or two per room, and the same ones again and again:
// 16 MiB of WAL between checkpoints write them back once instead of many times.
constexpr statement write_pragmas[]{
    "PRAGMA journal_mode = WAL",        "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",         "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",       "PRAGMA cache_size = -16384",
    "PRAGMA wal_autocheckpoint = 4096", "PRAGMA journal_size_limit = 67108864",
};

/// The row that a statement stands on.
class sqlite_row final : public row {
public:
  explicit sqlite_row(sqlite3_stmt* at) noexcept
      : at_{at} {}

  bool is_null(int column) const override {
    return sqlite3_column_type(at_, column) == SQLITE_NULL;
  }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(at_, column); }
  double real(int column) const override { return sqlite3_column_double(at_, column); }
  std::string text(int column) const override { return bytes(column); }
  std::string bytes(int column) const override {
    const auto* begin = static_cast<const char*>(sqlite3_column_blob(at_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(at_, column));
    return size == 0 ? std::string{} : std::string{begin, size};
  }

private:
  sqlite3_stmt* at_;
};

/// Leaves a statement ready for its next use, whatever happened in this one.
class use {
public:
  explicit use(sqlite3_stmt* of) noexcept
      : of_{of} {}
  use(const use&) = delete;
  use& operator=(const use&) = delete;
  ~use() {
    sqlite3_reset(of_);
    sqlite3_clear_bindings(of_);
  }

private:
  sqlite3_stmt* of_;
};

model::ec code_of(int status, int system_error) noexcept {
  switch (status & 0xff) {
  case SQLITE_CONSTRAINT:
    return model::ec::conflict;
  case SQLITE_FULL:
    return model::ec::storage_full;
  case SQLITE_IOERR:
    return system_error == EDQUOT || system_error == ENOSPC ? model::ec::storage_full
                                                            : model::ec::unavailable;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PROTOCOL:
  case SQLITE_NOMEM:
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
    return model::ec::unavailable;
  case SQLITE_TOOBIG:
    return model::ec::too_large;
  default:
    return model::ec::internal;
  }
}

std::size_t number_of(const char* name) {
  std::size_t number = 0;
  if (name == nullptr || *name != '$')
    return 0;
  for (++name; *name >= '0' && *name <= '9' && number < 1000; ++name)
    number = number * 10 + static_cast<std::size_t>(*name - '0');
  return *name == '\0' ? number : 0;
}

} // namespace

void sqlite_database::close::operator()(sqlite3* connection) const noexcept {
  sqlite3_close_v2(connection);
}

void sqlite_database::finalize::operator()(sqlite3_stmt* compiled) const noexcept {
  sqlite3_finalize(compiled);
}

model::result<std::unique_ptr<sqlite_database>>
sqlite_database::open(const sqlite_settings& settings) {
  const auto writes = settings.mode == sqlite_settings::access::read_write;
  // A relative name gets a directory, so that none has a special meaning to SQLite.
  const auto file = settings.file.is_absolute() ? settings.file : "." / settings.file;
  if (writes) {
    // SQLite would make it readable for all; its WAL takes over the mode set here. One that is
    // there is not even opened: the first to close a descriptor of it would give up all locks that
    // this process has on it (fcntl(2)), and the next program that closes it would take itself for
    // the last and delete the WAL that we go on writing to
    // (https://sqlite.org/howtocorrupt.html, 2.2).
    // A link whose file is not there yet has nobody's locks.
    struct stat there {};
    const int only_new =
        ::lstat(file.c_str(), &there) == 0 && ::stat(file.c_str(), &there) != 0 ? 0 : O_EXCL;
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | only_new | O_CLOEXEC, 0600);
    if (made < 0 && errno != EEXIST)
      return model::error{model::ec::unavailable,
                          fmt::format("the database {} cannot be opened: {}", file.native(),
                                      std::generic_category().message(errno))};
    if (made >= 0)
      ::close(made);
  }

  std::unique_ptr<sqlite_database> opened{new sqlite_database};
  opened->mode_ = settings.mode;
  const int flags = (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_EXRESCODE;
  sqlite3* connection = nullptr;
  const int status = sqlite3_open_v2(file.c_str(), &connection, flags, nullptr);
  opened->connection_.reset(connection);
  if (connection == nullptr)
    return model::error{model::ec::unavailable, "no memory for a database connection"};
  if (status != SQLITE_OK)
    return model::error{code_of(status, sqlite3_system_errno(connection)),
                        fmt::format("the database {} cannot be opened: {}", file.native(),
                                    sqlite3_errmsg(connection))};
  sqlite3_busy_timeout(connection, static_cast<int>(settings.busy_timeout.count()));

  const auto ignore = [](const row&) { return model::result<void>{}; };
  const auto pragmas =
      writes ? std::span<const statement>{write_pragmas} : std::span<const statement>{read_pragmas};
  for (const auto& pragma : pragmas)
    if (auto done = opened->execute(pragma, {}, ignore); !done)
      return model::error{done.error().code, fmt::format("the database {} cannot be used: {}",
                                                         file.native(), done.error().message)};
  return opened;
}

model::result<void> sqlite_database::execute(statement sql, std::span<const value> parameters,
                                             const row_visitor& visit) {
  if (doomed_)
    return *doomed_;
  auto found = prepare(sql.text());
  if (!found)
    return found.error();
  const use guard{(*found)->compiled.get()};
  if (auto bound = bind(**found, parameters); !bound)
    return bound.error();
  return step(**found, visit);
}

model::result<void> sqlite_database::execute_for_each(const bulk_statement& bulk,
                                                      std::span<const value> cells,
                                                      const row_visitor& visit) {
  return for_each_row(
      bulk.columns.size(), cells,
      [&bulk](std::string_view marks) {
        return fmt::format("WITH given ({}) AS (VALUES ({})) {}", fmt::join(bulk.columns, ", "),
                           marks, bulk.sql.text());
      },
      visit);
}

model::result<void> sqlite_database::insert_many(std::string_view table,
                                                 std::span<const std::string_view> columns,
                                                 std::span<const value> cells) {
  // One compiled single-row INSERT beats SQLite's multi-row form: that copies each row.
  return for_each_row(
      columns.size(), cells,
      [&](std::string_view marks) {
        return fmt::format("INSERT INTO {} ({}) VALUES ({})", table, fmt::join(columns, ", "),
                           marks);
      },
      [](const row&) { return model::result<void>{}; });
}

template <class TextOf>
model::result<void> sqlite_database::for_each_row(std::size_t width, std::span<const value> cells,
                                                  TextOf text_of, const row_visitor& visit) {
  if (doomed_)
    return *doomed_;
  if (width == 0 || cells.size() % width != 0)
    return doom({model::ec::internal, "rows for a statement are incomplete"});
  if (!in_transaction_)
    return model::error{model::ec::internal, "many rows are written only in a transaction"};

  std::string marks;
  for (std::size_t number = 1; number <= width; ++number)
    marks += fmt::format("{}${}", number == 1 ? "" : ", ", number);
  auto found = prepare(text_of(marks));
  if (!found)
    return found.error();
  for (; !cells.empty(); cells = cells.subspan(width)) {
    const use guard{(*found)->compiled.get()};
    if (auto bound = bind(**found, cells.first(width)); !bound)
      return bound.error();
    if (auto done = step(**found, visit); !done)
      return done.error();
  }
  return {};
}

model::result<model::timestamp> sqlite_database::now() { return model::now(); }

model::result<void> sqlite_database::begin() {
  if (in_transaction_)
    return doom({model::ec::internal, "a transaction was begun inside a transaction"});
  constexpr statement to_write{"BEGIN IMMEDIATE"};
  constexpr statement to_read{"BEGIN"};
  auto begun = execute(mode_ == sqlite_settings::access::read_write ? to_write : to_read, {},
                       [](const row&) { return model::result<void>{}; });
  in_transaction_ = begun.has_value();
  return begun;
}

model::result<void> sqlite_database::commit() {
  if (!in_transaction_)
    return model::error{model::ec::internal, "there is no transaction to commit"};
  if (doomed_) {
    const auto why = *doomed_;
    rollback();
    return why;
  }
  auto found = prepare("COMMIT");
  if (!found) {
    rollback();
    return found.error();
  }
  int status = SQLITE_OK;
  {
    const use guard{(*found)->compiled.get()};
    status = sqlite3_step((*found)->compiled.get());
    if (status != SQLITE_DONE)
      fail("COMMIT", phase::committing);
  }
  if (doomed_) {
    const auto why = *doomed_;
    rollback();
    return why;
  }
  in_transaction_ = false;
  return {};
}

void sqlite_database::rollback() noexcept {
  // Some errors have already made SQLite roll back by itself.
  if (sqlite3_get_autocommit(connection_.get()) == 0)
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  in_transaction_ = false;
  doomed_.reset();
}

model::result<void> sqlite_database::undo_to_savepoint() {
  // Some errors have already undone the whole transaction.
  if (sqlite3_get_autocommit(connection_.get()) == 0)
    doomed_.reset();
  return execute("ROLLBACK TO SAVEPOINT here", {},
                 [](const row&) { return model::result<void>{}; });
}

model::result<void> sqlite_database::lock_schema() {
  if (!in_transaction_)
    return model::error{model::ec::internal, "the schema is locked only in a transaction"};
  return {};
}

model::result<sqlite_database::compiled_statement*>
sqlite_database::prepare(std::string_view text) {
  if (const auto found = statements_.find(text); found != statements_.end())
    return &found->second;

  sqlite3_stmt* compiled = nullptr;
  const char* rest = nullptr;
  const int status =
      sqlite3_prepare_v3(connection_.get(), text.data(), static_cast<int>(text.size()),
                         SQLITE_PREPARE_PERSISTENT, &compiled, &rest);
  compiled_statement made{std::unique_ptr<sqlite3_stmt, finalize>{compiled}, {}, 0};
  if (status != SQLITE_OK)
    return fail(text);
  if (compiled == nullptr || rest != text.data() + text.size())
    return doom({model::ec::internal, fmt::format("not one SQL statement: {}", text)});
  for (int place = 1; place <= sqlite3_bind_parameter_count(compiled); ++place) {
    const auto number = number_of(sqlite3_bind_parameter_name(compiled, place));
    if (number == 0)
      return doom({model::ec::internal, fmt::format("parameters are $1, $2 …: {}", text)});
    made.numbers.push_back(number);
    made.parameters = std::max(made.parameters, number);
  }
  return &statements_.emplace(text, std::move(made)).first->second;
}

model::result<void> sqlite_database::bind(const compiled_statement& statement,
                                          std::span<const value> parameters) {
  auto* compiled = statement.compiled.get();
  if (parameters.size() != statement.parameters)
    return doom(
        {model::ec::internal, fmt::format("{} parameters instead of {}: {}", parameters.size(),
                                          statement.parameters, sqlite3_sql(compiled))});
  int place = 0;
  for (const auto number : statement.numbers) {
    ++place;
    // SQLite would store it, PostgreSQL cannot.
    if (parameters[number - 1].has_nul())
      return doom({model::ec::invalid, "text cannot contain NUL"});
    const int status = std::visit(
        [compiled, place]<class Held>(const Held& x) {
          if constexpr (std::is_same_v<Held, std::monostate>)
            return sqlite3_bind_null(compiled, place);
          else if constexpr (std::is_same_v<Held, std::int64_t>)
            return sqlite3_bind_int64(compiled, place, x);
          else if constexpr (std::is_same_v<Held, double>)
            return sqlite3_bind_double(compiled, place, x);
          // A view without bytes may have no address, which SQLite would take for null.
          else if constexpr (std::is_same_v<Held, std::string_view>)
            return sqlite3_bind_text64(compiled, place, x.empty() ? "" : x.data(), x.size(),
                                       SQLITE_STATIC, SQLITE_UTF8);
          else
            return sqlite3_bind_blob64(compiled, place, x.bytes.empty() ? "" : x.bytes.data(),
                                       x.bytes.size(), SQLITE_STATIC);
        },
        parameters[number - 1].held());
    if (status != SQLITE_OK)
      return fail(sqlite3_sql(compiled));
  }
  return {};
}

model::result<void> sqlite_database::step(const compiled_statement& statement,
                                          const row_visitor& visit) {
  auto* compiled = statement.compiled.get();
  for (;;) {
    const int status = sqlite3_step(compiled);
    if (status == SQLITE_DONE)
      return {};
    if (status != SQLITE_ROW)
      return fail(sqlite3_sql(compiled));
    if (auto seen = visit(sqlite_row{compiled}); !seen)
      return seen;
  }
}

model::error sqlite_database::fail(std::string_view text, phase when) {
  const int status = sqlite3_extended_errcode(connection_.get());
  const int system_error = sqlite3_system_errno(connection_.get());
  model::error failed{code_of(status, system_error),
                      fmt::format("SQLite: {}", sqlite3_errmsg(connection_.get()))};
  // A commit whose sync failed may yet be found whole in the WAL after a crash.
  if (when == phase::committing && (status & 0xff) == SQLITE_IOERR)
    failed.code = model::ec::outcome_unknown;
  if (failed.code == model::ec::internal)
    failed.message += fmt::format(" (in: {})", text);
  if (failed.code == model::ec::unavailable || failed.code == model::ec::outcome_unknown)
    failed.retry_after = std::chrono::seconds{1};
  return doom(std::move(failed));
}

model::error sqlite_database::doom(model::error why) {
  if (in_transaction_)
    doomed_ = why;
  return why;
}

} // namespace vestnik::storage
