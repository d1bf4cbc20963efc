#pragma once

#include "storage/drivers/postgres_error.hpp"
#include "storage/drivers/postgres_parameter.hpp"
#include "storage/sql/database.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vestnik::storage {

struct postgres_settings {
  /// `postgresql://…`; see `to_connection_string` for what it means where it is silent.
  std::string url;
  enum class access { read_write, read_only } mode = access::read_write;
  /// How long one statement may take, waiting for locks included; zero: any time.
  std::chrono::milliseconds statement_timeout{30'000};
  /// How long a statement may wait for each lock that somebody else has; zero: any time. All other
  /// writes of this process wait behind it.
  std::chrono::milliseconds lock_timeout{4'000};
  /// The same for five seconds behind one that has waited in vain: who has locked something then
  /// has it likely for longer. Zero: no difference.
  std::chrono::milliseconds brief_lock_timeout{};
  /// How long a transaction may stand still, as when this process is stopped in it,
  /// before the server undoes it and frees what it has locked. The next owner of its rooms
  /// waits for that.
  std::chrono::milliseconds standstill_timeout{2'000};
};

/// The PostgreSQL driver, for servers from 13 on and databases in UTF-8; transactions
/// are READ COMMITTED. Statements are prepared once per connection and kept.
///
/// A commit is on the server's disk when it returns: `synchronous_commit = off` is
/// overruled, stronger settings stay, and a commit that waits for a replica waits as
/// long as it takes. Timeouts that the URL, the role or the database set (`options`,
/// ALTER ROLE … SET) go before those here, but for a `statement_timeout` or
/// `lock_timeout` of zero.
///
/// A connection that is lost, or through which the server was `unavailable` for another reason than
/// a lock, is made anew at the next use, perhaps to another server. What is lost before COMMIT was
/// sent is `unavailable`; afterwards, `outcome_unknown`. A statement outside a transaction carries
/// its own COMMIT. Losses and returns are logged, and the first of several refusals.
class postgres_database final : public database {
public:
  /// Connects. Errors: `invalid` on `storage.url`; `unavailable` with libpq's reason.
  static model::result<std::unique_ptr<postgres_database>> open(postgres_settings settings);
  ~postgres_database() override;

  model::result<void> execute(statement sql, std::span<const value> parameters,
                              const row_visitor& visit) override;
  model::result<void> execute_for_each(const bulk_statement& bulk, std::span<const value> cells,
                                       const row_visitor& visit) override;
  model::result<void> insert_many(std::string_view table, std::span<const std::string_view> columns,
                                  std::span<const value> cells) override;
  model::result<model::timestamp> now() override;

private:
  class session;

  postgres_database(postgres_settings settings, std::string connection_string);

  model::result<void> begin() override;
  model::result<void> commit() override;
  void rollback() noexcept override;
  model::result<void> undo_to_savepoint() override;
  model::result<void> lock_schema() override;

  /// Makes a session unless one stands; with libpq's reason if it cannot be made.
  model::result<void> connect();
  /// Runs `work` on the session, which outside a transaction is made if need be. What
  /// fails dooms the transaction; `if_lost` is what a lost connection means.
  template <class Work>
  model::result<void> attempt(std::string_view text, model::ec if_lost, Work work);
  /// Runs the statement that `text_of` makes for the columns' types.
  template <class TextOf>
  model::result<void> run_with_arrays(std::size_t width, std::span<const value> cells,
                                      TextOf text_of, const row_visitor& visit);
  model::error fail(postgres_failure why, model::ec if_lost);
  model::error doom(model::error why);

  postgres_settings settings_;
  std::string connection_string_;
  std::unique_ptr<session> session_;
  bool in_transaction_ = false;
  /// Whether the log says that the server is away.
  bool is_missed_ = false;
  /// Until then transactions wait briefly for locks: one has waited in vain.
  std::chrono::steady_clock::time_point brief_until_;
  /// Whether it says that the server, which is there, cannot do what it should.
  bool is_refused_ = false;
  /// Why the running transaction cannot be committed any more.
  std::optional<model::error> doomed_;
};

} // namespace vestnik::storage
