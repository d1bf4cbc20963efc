#pragma once

#include "model/error.hpp"
#include "model/mail.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <cstdint>
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
/// `conflict` on `op` if it was used for something else.
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
};

} // namespace vestnik::storage
