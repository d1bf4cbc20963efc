#pragma once

#include "storage/requests/read.hpp"
#include "storage/requests/write.hpp"
#include "storage/sql/database.hpp"

#include <cstdint>
#include <vector>

namespace vestnik::storage {

/// Mails and those that could not be read; a key is in one of the two at most. Callers
/// hold the mailbox's room locked while they write. Errors beyond those named are those
/// of `database`.
class mail_store {
public:
  /// What became of a row.
  enum class written : std::uint8_t {
    added,
    /// A mail or quarantine row with its key was there before: nothing changed.
    known,
  };

  explicit mail_store(database& in) noexcept
      : database_{in} {}

  model::result<written> write(const mail_row& what);
  model::result<written> write(const quarantine_row& what, model::timestamp at);

  model::result<std::vector<mail_summary>> find(const mail_page& what);
  /// Errors: `not_found`, also when the mail is another account's.
  model::result<mail_row> find(const mail_by_id& what);

private:
  database& database_;
};

} // namespace vestnik::storage
