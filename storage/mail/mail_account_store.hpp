#pragma once

#include "storage/requests/mail_accounts.hpp"
#include "storage/sql/database.hpp"

#include <cstdint>
#include <span>

namespace vestnik::storage {

/// Where the fetching of folders stands; what is asked of accounts and written stands in
/// requests/mail_accounts.hpp. Errors are those of `database`.
class mail_account_store {
public:
  /// What became of an advance.
  struct outcome {
    enum class fate : std::uint8_t { moved, refused } is = fate::moved;
    /// Why it was refused.
    model::error why = {model::ec::none, {}};
  };

  explicit mail_account_store(database& in) noexcept
      : database_{in} {}

  /// Moves the cursors of one account, in this order, all or none. A stretch that is stored already
  /// changes nothing, since an append whose outcome was unknown is repeated. Of a folder that is
  /// renumbered what had been in quarantine is forgotten.
  /// Callers hold the mailbox's room locked.
  model::result<outcome> advance(std::span<const folder_advance> steps);

private:
  database& database_;
};

} // namespace vestnik::storage
