#pragma once

#include "storage/requests/mail_accounts.hpp"
#include "storage/sql/database.hpp"

namespace vestnik::storage {

/// Where the fetching of folders stands; what is asked of accounts and written stands in
/// requests/mail_accounts.hpp. Errors are those of `database`.
class mail_account_store {
public:
  explicit mail_account_store(database& in) noexcept
      : database_{in} {}

  /// Sets the folder's cursor, also backwards (the server may have renumbered).
  model::result<void> move(const folder_cursor& to);

private:
  database& database_;
};

} // namespace vestnik::storage
