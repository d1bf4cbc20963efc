#pragma once

#include "storage/chat_store.hpp"
#include "storage/database.hpp"
#include "storage/mail_account_store.hpp"
#include "storage/mail_store.hpp"
#include "storage/room_store.hpp"
#include "storage/session_store.hpp"
#include "storage/user_store.hpp"
#include "storage/write.hpp"

#include <chrono>
#include <memory>
#include <span>
#include <vector>

namespace vestnik::storage {

/// Writes, many at a time: the cost of a commit is waiting for the disk, and a group
/// pays it once. Used by one thread at a time.
///
/// A write that is refused (`stale_token`, `not_found`, a taken login, …) has written
/// nothing and leaves the others of its group alone. If the database itself fails one,
/// the group is undone and each write is tried again in a transaction of its own, so
/// that only the bad ones fail.
class writer {
public:
  /// How long a repeated `op` is known (decision 5).
  static constexpr std::chrono::days operations_kept{7};

  explicit writer(std::unique_ptr<database> in);

  /// Makes the writes durable, in their order. One result each, in the same order:
  /// the alternative of `write_result` that write.hpp names, or an error named there
  /// or in `database`. After `outcome_unknown` or `unavailable` nothing is repeated:
  /// every write of the group has that error.
  [[nodiscard]] std::vector<model::result<write_result>> commit(std::span<const write> writes);

  /// Forgets operations older than `operations_kept` and sessions that have ended, in
  /// small transactions. Errors: those of `database`.
  model::result<void> purge(model::timestamp now);

private:
  using results = std::vector<model::result<write_result>>;

  /// All writes in one transaction; an error means that none of them stays.
  model::result<results> commit_together(std::span<const write> writes);
  /// Writes the rows that were set aside, for one call of `insert_many` per table.
  model::result<void> write_set_aside();

  // -- one write each; what they return is valid if the transaction commits ----------

  model::result<activate_room::position> apply(const activate_room& what);
  model::result<append::result_type> apply(const append& what);
  model::result<std::monostate> apply(const create_user& what);
  model::result<std::monostate> apply(const create_session& what);
  model::result<std::monostate> apply(const end_session& what);
  model::result<open_dialog::opened> apply(const open_dialog& what);
  model::result<model::account_id> apply(const create_mail_account& what);

  /// One entry of an append at `seq`, if it is new.
  model::result<append::outcome> apply(const log_entry& entry, model::room_name room,
                                       std::uint64_t seq);

  std::unique_ptr<database> database_;
  user_store users_;
  session_store sessions_;
  room_store rooms_;
  chat_store chats_;
  mail_account_store mail_accounts_;
  mail_store mails_;

  std::vector<placed_entry> entries_;
  std::vector<placed_message> messages_;
};

} // namespace vestnik::storage
