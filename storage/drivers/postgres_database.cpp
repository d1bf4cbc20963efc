#include "storage/drivers/postgres_database.hpp"

#include "storage/drivers/postgres_row.hpp"
#include "storage/drivers/postgres_url.hpp"
#include "storage/sql/row_lock.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <exception>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/prepared_statement>
#include <pqxx/result>
#include <unordered_map>
#include <utility>
#include <vector>

#include <poll.h>

namespace vestnik::storage {

namespace {

/// Any number will do that no other program uses in this database.
constexpr statement take_schema_lock{"SELECT pg_advisory_xact_lock(8031775094261)"};
constexpr std::chrono::seconds brief_for{5};
constexpr statement read_clock{"SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"};

model::result<void> show(const pqxx::result& answer, const row_visitor& visit) {
  for (const auto& each : answer)
    if (auto seen = visit(postgres_row{each}); !seen)
      return seen;
  return {};
}

/// The greatest `n` of a statement's `$n`; what stands in quotes is none.
std::size_t parameters_of(std::string_view text) {
  std::size_t most = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    quoted ^= text[at] == '\'';
    if (text[at] != '$' || quoted)
      continue;
    std::size_t number = 0;
    std::from_chars(text.data() + at + 1, text.data() + text.size(), number);
    most = std::max(most, number);
  }
  return most;
}

std::string milliseconds(std::chrono::milliseconds time) { return std::to_string(time.count()); }

/// The statements that make a connection ours.
std::string set_up(const postgres_settings& settings) {
  std::string text = "SET bytea_output = hex;";
  if (settings.mode == postgres_settings::access::read_only)
    text += "SET default_transaction_read_only = on;";
  const auto unless_given = [&text](std::string_view name, std::string_view silent,
                                    std::string_view ours) {
    text +=
        fmt::format("SELECT set_config('{0}', '{2}', false) WHERE current_setting('{0}') = '{1}';",
                    name, silent, ours);
  };
  unless_given("synchronous_commit", "off", "on");
  unless_given("idle_in_transaction_session_timeout", "0",
               milliseconds(settings.standstill_timeout));
  for (const auto& [name, limit] : {std::pair{"statement_timeout", settings.statement_timeout},
                                    std::pair{"lock_timeout", settings.lock_timeout}})
    if (limit.count() == 0)
      text += fmt::format("SET {} = 0;", name);
    else
      unless_given(name, "0", milliseconds(limit));
  return text;
}

} // namespace

/// One connection with its prepared statements. Everything throws what libpqxx throws.
class postgres_database::session {
public:
  explicit session(const std::string& connection_string)
      : connection_{connection_string} {}

  /// Statements that are used once per connection or have no parameters.
  pqxx::result run(const std::string& text) { return pqxx::nontransaction{connection_}.exec(text); }

  pqxx::result run(std::string_view text, const std::vector<postgres_parameter>& parameters) {
    std::vector<const char*> pointers;
    pointers.reserve(parameters.size());
    for (const auto& each : parameters)
      pointers.push_back(each ? each->c_str() : nullptr);
    const auto& name = prepare(text);
    pqxx::nontransaction channel{connection_};
    // libpqxx 7.10 would rather have pqxx::params, which libpqxx 6.4 has not.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    return channel.exec_prepared(
        name, pqxx::prepare::make_dynamic_params(pointers.begin(), pointers.end()));
#pragma GCC diagnostic pop
  }

  /// Whether the server's end is open, as far as can be known without asking.
  [[nodiscard]] bool is_alive() const {
    pollfd end{connection_.sock(), POLLRDHUP, 0};
    return connection_.is_open() && ::poll(&end, 1, 0) == 0;
  }

private:
  /// The statement's name on the server.
  const std::string& prepare(std::string_view text) {
    std::string key{text};
    const auto found = names_.find(key);
    if (found != names_.end())
      return found->second;
    auto name = fmt::format("v{}", names_.size());
    connection_.prepare(name, key);
    return names_.emplace(std::move(key), std::move(name)).first->second;
  }

  pqxx::connection connection_;
  std::unordered_map<std::string, std::string> names_;
};

model::result<std::unique_ptr<postgres_database>>
postgres_database::open(postgres_settings settings) {
  auto how = to_connection_string(settings.url);
  if (!how)
    return how.error();
  std::unique_ptr<postgres_database> opened{
      new postgres_database{std::move(settings), std::move(*how)}};
  if (auto connected = opened->connect(); !connected)
    return connected.error();
  return opened;
}

postgres_database::postgres_database(postgres_settings settings, std::string connection_string)
    : settings_{std::move(settings)}
    , connection_string_{std::move(connection_string)} {}

postgres_database::~postgres_database() = default;

model::result<void> postgres_database::connect() {
  if (session_ && session_->is_alive())
    return {};
  session_.reset();
  try {
    auto made = std::make_unique<session>(connection_string_);
    made->run(set_up(settings_));
    const auto server = made->run("SELECT current_setting('server_encoding'),"
                                  " current_setting('server_version_num')::int >= 130000");
    const auto encoding = postgres_row{server[0]}.text(0);
    if (encoding != "UTF8")
      return model::error{model::ec::invalid,
                          fmt::format("the database's encoding is {}; make it with ENCODING "
                                      "'UTF8'",
                                      encoding),
                          "storage.url"};
    if (postgres_row{server[0]}.text(1) != "t")
      return model::error{model::ec::invalid, "PostgreSQL 13 or newer is needed", "storage.url"};
    session_ = std::move(made);
  } catch (const std::exception& thrown) {
    std::string reason{thrown.what()};
    reason.erase(reason.find_last_not_of('\n') + 1);
    return model::error{model::ec::unavailable,
                        fmt::format("the database cannot be reached: {}", reason),
                        {},
                        std::chrono::seconds{1}};
  }
  return {};
}

template <class Work>
model::result<void> postgres_database::attempt(std::string_view text, model::ec if_lost,
                                               Work work) {
  if (!in_transaction_) {
    if (auto connected = connect(); !connected) {
      if (!std::exchange(is_missed_, true))
        spdlog::error("PostgreSQL: {}", connected.error().message);
      // Hosts and names are nothing for those whose request it was.
      return model::error{connected.error().code,
                          "the database cannot be reached",
                          {},
                          connected.error().retry_after};
    }
    if (std::exchange(is_missed_, false))
      spdlog::info("PostgreSQL: connected again");
  }
  try {
    work(*session_);
    return {};
  } catch (const std::exception&) {
    return fail(current_failure(text), if_lost);
  }
}

model::error postgres_database::fail(postgres_failure why, model::ec if_lost) {
  if (why.from == postgres_failure::source::connection || !session_->is_alive()) {
    if (!std::exchange(is_missed_, true))
      spdlog::error("PostgreSQL: the connection is lost: {}", why.error.message);
    why.error = {if_lost, "the connection to the database was lost", {}, std::chrono::seconds{1}};
    session_.reset();
  } else if (why.error.code == model::ec::unavailable) {
    if (!std::exchange(is_refused_, true))
      spdlog::error("{}", why.error.message);
    if (is_row_locked(why.error))
      brief_until_ = std::chrono::steady_clock::now() + brief_for;
    else
      session_.reset();
  }
  return doom(std::move(why.error));
}

model::error postgres_database::doom(model::error why) {
  if (in_transaction_)
    doomed_ = why;
  return why;
}

model::result<void> postgres_database::execute(statement sql, std::span<const value> parameters,
                                               const row_visitor& visit) {
  if (doomed_)
    return *doomed_;
  if (const auto wanted = parameters_of(sql.text()); parameters.size() != wanted)
    return doom({model::ec::internal, fmt::format("{} parameters instead of {}: {}",
                                                  parameters.size(), wanted, sql.text())});
  const auto texts = to_parameters(parameters);
  if (!texts)
    return doom(texts.error());
  const auto commits_itself =
      !in_transaction_ && settings_.mode == postgres_settings::access::read_write;
  pqxx::result answer;
  auto done =
      attempt(sql.text(), commits_itself ? model::ec::outcome_unknown : model::ec::unavailable,
              [&](session& on) { answer = on.run(sql.text(), *texts); });
  if (!done)
    return done;
  is_refused_ = is_refused_ && in_transaction_;
  return show(answer, visit);
}

model::result<void> postgres_database::execute_for_each(const bulk_statement& bulk,
                                                        std::span<const value> cells,
                                                        const row_visitor& visit) {
  return run_with_arrays(
      bulk.columns.size(), cells,
      [&bulk](const postgres_arrays& arrays) {
        std::string casts;
        for (std::size_t i = 0; i < bulk.columns.size(); ++i)
          casts += fmt::format("{}${}::{}[]", i == 0 ? "" : ", ", i + 1, arrays.types[i]);
        return fmt::format("WITH given ({}) AS (SELECT * FROM unnest({})) {}{}",
                           fmt::join(bulk.columns, ", "), casts, bulk.sql.text(),
                           bulk.locks == bulk_statement::locking::none ? ""
                                                                       : " FOR UPDATE SKIP LOCKED");
      },
      visit);
}

model::result<void> postgres_database::insert_many(std::string_view table,
                                                   std::span<const std::string_view> columns,
                                                   std::span<const value> cells) {
  return run_with_arrays(
      columns.size(), cells,
      [&](const postgres_arrays& arrays) {
        // A column of nulls takes its type from the table, which only a plain NULL does.
        std::string names;
        std::string picked;
        std::string casts;
        for (std::size_t i = 0; i < columns.size(); ++i) {
          const auto* comma = i == 0 ? "" : ", ";
          const auto type = arrays.types[i];
          names += fmt::format("{}c{}", comma, i);
          picked += type.empty() ? fmt::format("{}NULL", comma) : fmt::format("{}c{}", comma, i);
          casts += fmt::format("{}${}::{}[]", comma, i + 1, type.empty() ? "text" : type);
        }
        return fmt::format("INSERT INTO {} ({}) SELECT {} FROM unnest({}) AS given ({})", table,
                           fmt::join(columns, ", "), picked, casts, names);
      },
      show_nothing);
}

template <class TextOf>
model::result<void> postgres_database::run_with_arrays(std::size_t width,
                                                       std::span<const value> cells, TextOf text_of,
                                                       const row_visitor& visit) {
  if (doomed_)
    return *doomed_;
  if (width == 0 || cells.size() % width != 0)
    return doom({model::ec::internal, "rows for a statement are incomplete"});
  if (!in_transaction_)
    return model::error{model::ec::internal, "many rows are written only in a transaction"};
  if (cells.empty())
    return {};
  const auto arrays = to_arrays(cells, width);
  if (!arrays)
    return doom(arrays.error());
  const auto text = text_of(*arrays);
  pqxx::result answer;
  auto done = attempt(text, model::ec::unavailable,
                      [&](session& on) { answer = on.run(text, arrays->parameters); });
  if (!done)
    return done;
  return show(answer, visit);
}

model::result<model::timestamp> postgres_database::now() {
  if (doomed_)
    return *doomed_;
  pqxx::result answer;
  auto done = attempt(read_clock.text(), model::ec::unavailable,
                      [&](session& on) { answer = on.run(read_clock.text(), {}); });
  if (!done)
    return done.error();
  return postgres_row{answer[0]}.get<model::timestamp>(0);
}

model::result<void> postgres_database::begin() {
  if (in_transaction_)
    return doom({model::ec::internal, "a transaction was begun inside a transaction"});
  std::string text = "BEGIN ISOLATION LEVEL READ COMMITTED";
  if (std::chrono::steady_clock::now() < brief_until_ && settings_.brief_lock_timeout.count() > 0)
    text +=
        fmt::format("; SET LOCAL lock_timeout = {}", milliseconds(settings_.brief_lock_timeout));
  auto begun = attempt(text, model::ec::unavailable, [&](session& on) { on.run(text); });
  in_transaction_ = begun.has_value();
  return begun;
}

model::result<void> postgres_database::commit() {
  if (!in_transaction_)
    return model::error{model::ec::internal, "there is no transaction to commit"};
  // Cut short while it waits for a replica, a commit would report success without it.
  // The SET also fails in a transaction that has failed, where COMMIT alone does not.
  constexpr auto text = "SET LOCAL statement_timeout = 0; COMMIT";
  if (!doomed_ && !session_->is_alive())
    fail({{model::ec::unavailable, "the server has closed it"},
          postgres_failure::source::connection},
         model::ec::unavailable);
  if (!doomed_)
    attempt(text, model::ec::outcome_unknown, [&](session& on) { on.run(text); });
  if (!doomed_) {
    in_transaction_ = is_refused_ = false;
    return {};
  }
  const auto why = *doomed_;
  rollback();
  return why;
}

void postgres_database::rollback() noexcept {
  if (in_transaction_ && session_)
    try {
      session_->run("ROLLBACK");
    } catch (const std::exception&) {
      session_.reset();
    }
  in_transaction_ = false;
  doomed_.reset();
}

model::result<void> postgres_database::undo_to_savepoint() {
  if (session_)
    doomed_.reset();
  return execute("ROLLBACK TO SAVEPOINT here", {}, show_nothing);
}

model::result<void> postgres_database::lock_schema() {
  if (!in_transaction_)
    return model::error{model::ec::internal, "the schema is locked only in a transaction"};
  return execute(take_schema_lock, {}, show_nothing);
}

} // namespace vestnik::storage
