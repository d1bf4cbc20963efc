#pragma once

#include "storage/append_batch.hpp"
#include "storage/chats/chat_store.hpp"
#include "storage/mail/mail_account_store.hpp"
#include "storage/people/session_store.hpp"
#include "storage/people/user_store.hpp"
#include "storage/requests/write.hpp"
#include "storage/rooms/room_ownership.hpp"
#include "storage/rooms/room_store.hpp"
#include "storage/sql/database.hpp"

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
  /// How long what is kept for a time only is kept.
  struct retention {
    /// A repeated `op` is known so long (decision 5).
    std::chrono::microseconds operations = std::chrono::days{7};
    /// Who has been away for longer cannot resume, and reads anew.
    std::chrono::microseconds log = std::chrono::days{90};
    /// The same for `user:ID`, whose events only tell what the lists show too.
    std::chrono::microseconds personal_log = std::chrono::days{7};
  };

  writer(std::unique_ptr<database> in, const retention& kept);

  /// Makes the writes durable, as if in their order. One result each, in the same order:
  /// the alternative of `write_result` that write.hpp names, or an error named there
  /// or in `database`. After `outcome_unknown` or `unavailable` nothing is repeated:
  /// every write of the group has that error.
  [[nodiscard]] std::vector<model::result<write_result>> commit(std::span<const write> writes);

  enum class purging : std::uint8_t { more, done };

  /// Forgets some of what has had its time – operations, ended sessions, tickets, old
  /// entries of logs – in one small transaction. To be called until it is `done`. Errors:
  /// those of `database`.
  model::result<purging> purge_some(model::timestamp now);

private:
  using results = std::vector<model::result<write_result>>;

  /// All writes in one transaction; an error means that none of them stays.
  model::result<results> commit_together(std::span<const write> writes);
  // -- one write each; what they return is valid if the transaction commits ----------

  model::result<activate_room::position> apply(const activate_room& what);
  model::result<std::monostate> apply(const release_room& what);
  model::result<std::monostate> apply(const create_user& what);
  model::result<std::monostate> apply(const renew_password& what);
  model::result<std::monostate> apply(const create_session& what);
  model::result<std::monostate> apply(const end_session& what);
  model::result<std::monostate> apply(const create_ticket& what);
  model::result<model::identity> apply(const spend_ticket& what);
  model::result<open_dialog::opened> apply(const open_dialog& what);
  model::result<std::uint64_t> apply(const mark_read& what);
  model::result<model::account_id> apply(const create_mail_account& what);

  /// The account that an operation has made when it was done first. Errors: `conflict`
  /// if it has done something else.
  model::result<model::account_id> first_account(const operation& repeated);

  std::unique_ptr<database> database_;
  user_store users_;
  session_store sessions_;
  room_store rooms_;
  room_ownership ownership_;
  chat_store chats_;
  mail_account_store mail_accounts_;
  append_batch appends_;

  /// How far `purge_some` has come in its round.
  enum class purge_step : std::uint8_t { operations, sessions, tickets, logs };
  /// Takes one step, and returns the next; `operations`, the first, ends the round.
  model::result<purge_step> take(purge_step step, model::timestamp now);

  retention kept_;
  purge_step next_purge_ = purge_step::operations;
  /// Logs up to this room's have been looked at.
  model::room_name trimmed_{};
};

} // namespace vestnik::storage
