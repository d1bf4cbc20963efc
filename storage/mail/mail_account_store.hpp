#pragma once

#include "storage/requests/read.hpp"
#include "storage/requests/write.hpp"
#include "storage/sql/database.hpp"

#include <vector>

namespace vestnik::storage {

/// Mail accounts and where the fetching of their folders stands. Errors beyond those
/// named are those of `database`.
class mail_account_store {
public:
  explicit mail_account_store(database& in) noexcept
      : database_{in} {}

  /// The account, without the room and the operation.
  model::result<void> create(const create_mail_account& what);
  /// Sets the folder's cursor, also backwards (the server may have renumbered).
  model::result<void> move(const folder_cursor& to);

  model::result<std::vector<mail_account>> find(const mail_accounts_of_user& what);
  model::result<std::vector<model::account_id>> find(const followed_mail_accounts& what);
  /// Errors: `not_found`.
  model::result<mail_account_by_id::found> find(const mail_account_by_id& what);

private:
  database& database_;
};

} // namespace vestnik::storage
