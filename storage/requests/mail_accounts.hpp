#pragma once

#include "model/error.hpp"
#include "model/mail.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace vestnik::storage {

class database;

/// Where the fetching of a folder stands; written with the mails it covers.
struct folder_cursor {
  model::account_id account;
  std::string folder;
  std::uint32_t uidvalidity = 0;
  /// The last UID that was published; 0: none.
  std::uint32_t last_uid = 0;

  friend bool operator==(const folder_cursor&, const folder_cursor&) = default;
};

/// That a folder has been fetched a stretch further: all messages behind UID `after`, up to
/// `to.last_uid`, are written together with it, or are gone. It is refused when what lies before
/// it is not stored, so no refusal of anything else can leave a hole. `after` 0 begins the folder,
/// or begins it anew when the server has renumbered it.
struct folder_advance {
  folder_cursor to;
  std::uint32_t after = 0;
};

/// An account without its password.
struct mail_account {
  model::account_id id;
  model::user_id owner;
  std::string address;
  model::mail_server server;
};

/// An account with all that a fetcher needs.
struct mail_source {
  mail_account account;
  std::string sealed_password;
  std::vector<folder_cursor> cursors;
};

/// The oldest first.
struct mail_accounts_of_user {
  using result_type = std::vector<mail_account>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::user_id owner;
  /// Only above this id.
  model::account_id after{};
  std::uint32_t limit = 50;
};

/// Every account that is to be followed.
struct followed_mail_accounts {
  using result_type = std::vector<model::account_id>;
  [[nodiscard]] model::result<result_type> find(database& in) const;
};

/// Errors: `not_found`.
struct mail_account_by_id {
  using result_type = mail_source;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::account_id id;
};

/// A mail account and its room `mailbox:ID`. A repeated `op` returns the first id. Errors:
/// `conflict` on `op` if it was used for something else, on `user` if its owner has the same user
/// at the same host already; `too_many` for one account more than `most`.
struct create_mail_account {
  using result_type = model::account_id;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::account_id id;
  model::user_id owner;
  std::string op;
  std::string address;
  model::mail_server server;
  /// The password, sealed by `secret_box`.
  std::string sealed_password;
  model::timestamp at{};
  /// Accounts that a person may have.
  std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
};

} // namespace vestnik::storage
