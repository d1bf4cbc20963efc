#pragma once

#include "storage/mail/folder_numbering.hpp"
#include "storage/requests/mail.hpp"
#include "storage/sql/database.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace vestnik::storage {

/// Whether all texts of a mail are valid UTF-8 without NUL, which no database takes.
[[nodiscard]] bool has_valid_texts(const mail_row& row);

/// Mails and those that could not be read; a key is in one of the two at most. Callers
/// hold the mailbox's room locked while they write. What is asked of mails stands in
/// requests/mail.hpp. Errors are those of `database`.
///
/// When a folder has been renumbered all its mails come again. One that was stored in an earlier
/// numbering keeps its row, with its id, and has the new key: so a mailbox has each mail once,
/// however often its server renumbers it. What does not come again is `forget`'s.
class mail_store {
public:
  /// Rows that one `forget` removes, so that others wait for milliseconds.
  static constexpr std::size_t most_forgotten = 2'000;

  /// What became of a row.
  enum class fate : std::uint8_t {
    added,
    /// A mail or quarantine row with its key was there before, or the same mail with a key of an
    /// earlier numbering: no row more.
    known,
  };

  explicit mail_store(database& in) noexcept
      : database_{in} {}

  model::result<fate> write(const mail_row& row);
  model::result<fate> write(const quarantine_row& row, model::timestamp at);
  /// @return how many mails were removed.
  model::result<std::size_t> forget(const replaced_mails& rows);

  /// Forgets what it has read of folders; to be called when they may have changed.
  void folders_change() { folders_.clear(); }

private:
  /// A folder at the time of the writing.
  struct folder_now {
    folder_numbering numbering = 0;
    /// Whether it has mails of earlier numberings.
    enum class past : std::uint8_t { none, some } earlier = past::none;
  };
  struct folder_key {
    model::account_id account;
    std::string folder;
    std::uint32_t uidvalidity = 0;

    friend auto operator<=>(const folder_key&, const folder_key&) = default;
  };

  model::result<folder_now> folder_of(const model::mail_key& key);
  /// Gives the row of the same mail, of an earlier numbering, this key. @return whether there is
  /// one.
  model::result<bool> move(const mail_row& row, const std::string& digest,
                           folder_numbering numbering);

  database& database_;
  std::map<folder_key, folder_now> folders_;
};

} // namespace vestnik::storage
