#pragma once

#include "storage/requests/mail.hpp"
#include "storage/sql/database.hpp"

#include <cstdint>

namespace vestnik::storage {

/// Whether all texts of a mail are valid UTF-8 without NUL, which no database takes.
[[nodiscard]] bool has_valid_texts(const mail_row& row);

/// Mails and those that could not be read; a key is in one of the two at most. Callers
/// hold the mailbox's room locked while they write. What is asked of mails stands in
/// requests/mail.hpp. Errors are those of `database`.
class mail_store {
public:
  /// What became of a row.
  enum class fate : std::uint8_t {
    added,
    /// A mail or quarantine row with its key was there before: nothing changed.
    known,
  };

  explicit mail_store(database& in) noexcept
      : database_{in} {}

  model::result<fate> write(const mail_row& row);
  model::result<fate> write(const quarantine_row& row, model::timestamp at);

private:
  database& database_;
};

} // namespace vestnik::storage
