#pragma once

#include "model/error.hpp"
#include "model/mail.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

class database;

/// The row of a mail that goes with its log entry; unique by its key.
struct mail_row {
  model::mail_id id;
  model::fetched_mail mail;
  /// First words of the text, for lists.
  std::string snippet;
};

/// The row of a mail that could not be read; unique by its key.
struct quarantine_row {
  model::quarantined_mail mail;
};

/// The mails that a folder had in earlier numberings and that have not come again in the present
/// one are to be removed, some thousand at once: the entry is written if there were any.
struct replaced_mails {
  model::account_id account;
  std::string folder;
  /// The present one. If it is not nothing is removed.
  std::uint32_t uidvalidity = 0;
};

/// Writes a mail without content, but of the same size, in place of one that was refused, and
/// removes it again: whether the database takes any mail there. Errors: those of `database`, and
/// `conflict` if the place is not free.
struct try_mail {
  using result_type = std::monostate;
  [[nodiscard]] model::result<std::monostate> apply(database& in) const;

  model::mail_id id;
  model::mail_key key;
  /// Of the texts of the mail.
  std::size_t octets = 0;
};

/// One line of a mailbox's list.
struct mail_summary {
  model::mail_id id;
  std::string folder;
  std::vector<model::mail_address> from;
  std::string subject;
  std::string snippet;
  model::timestamp received_at{};
  /// Whether \Seen is among the flags.
  enum class reading : std::uint8_t { unseen, seen } state = reading::unseen;
  std::uint32_t attachments = 0;
  /// In octets, as the mail server has it.
  std::uint64_t size = 0;
  /// Of a mail without words, as `model::mail_content::cut`: why there may be none. Else empty,
  /// since lists need not read through long texts.
  std::vector<std::string> cut = {};
};

/// By date received, newest first.
struct mail_page {
  using result_type = std::vector<mail_summary>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::account_id account;
  /// Only before this place; the epoch and zero: from the newest.
  model::timestamp before_at{};
  model::mail_id before_id{};
  std::uint32_t limit = 50;
};

/// Errors: `not_found`, also when the mail is another account's.
struct mail_by_id {
  using result_type = mail_row;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::account_id account;
  model::mail_id id;
};

} // namespace vestnik::storage
