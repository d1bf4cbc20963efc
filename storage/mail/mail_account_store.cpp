#include "storage/mail/mail_account_store.hpp"

#include "storage/sql/query.hpp"

namespace vestnik::storage {

namespace {

constexpr statement insert_account{R"(
  INSERT INTO mail_accounts
    (id, owner_id, address, host, port, security, sign_in_name, sealed_password, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};

constexpr statement upsert_cursor{R"(
  INSERT INTO mail_folders (account_id, folder, uidvalidity, last_uid)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (account_id, folder)
  DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid)"};

constexpr statement select_by_owner{R"(
  SELECT id, owner_id, address, host, port, security, sign_in_name
  FROM mail_accounts WHERE owner_id = $1
  ORDER BY id)"};

constexpr statement select_followed{"SELECT id FROM mail_accounts ORDER BY id"};

constexpr statement select_by_id{R"(
  SELECT id, owner_id, address, host, port, security, sign_in_name, sealed_password
  FROM mail_accounts WHERE id = $1)"};

constexpr statement select_cursors{R"(
  SELECT account_id, folder, uidvalidity, last_uid FROM mail_folders
  WHERE account_id = $1
  ORDER BY folder)"};

mail_account to_account(const row& from) {
  return {from.get<model::account_id>(0),
          from.get<model::user_id>(1),
          from.get<std::string>(2),
          {from.get<std::string>(3), from.get<std::uint16_t>(4), from.get<model::mail_security>(5),
           from.get<std::string>(6)}};
}

folder_cursor to_cursor(const row& from) {
  return {from.get<model::account_id>(0), from.get<std::string>(1), from.get<std::uint32_t>(2),
          from.get<std::uint32_t>(3)};
}

} // namespace

model::result<void> mail_account_store::create(const create_mail_account& what) {
  const auto& [host, port, security, user] = what.server;
  return run(database_, insert_account,
             {what.id, what.owner, what.address, host, port, security, user, what.sealed_password,
              what.at});
}

model::result<void> mail_account_store::move(const folder_cursor& to) {
  return run(database_, upsert_cursor, {to.account, to.folder, to.uidvalidity, to.last_uid});
}

model::result<std::vector<mail_account>>
mail_account_store::find(const mail_accounts_of_user& what) {
  return all<mail_account>(database_, select_by_owner, {what.owner}, to_account);
}

model::result<std::vector<model::account_id>>
mail_account_store::find(const followed_mail_accounts&) {
  return all<model::account_id>(database_, select_followed, {},
                                [](const row& from) { return from.get<model::account_id>(0); });
}

model::result<mail_account_by_id::found> mail_account_store::find(const mail_account_by_id& what) {
  using found_account = mail_account_by_id::found;
  auto account = one<found_account>(database_, select_by_id, {what.id}, [](const row& from) {
    return found_account{to_account(from), from.get<std::string>(7), {}};
  });
  if (!account)
    return account.error();
  if (!*account)
    return model::error{model::ec::not_found, "no such mail account"};
  auto cursors = all<folder_cursor>(database_, select_cursors, {what.id}, to_cursor);
  if (!cursors)
    return cursors.error();
  (*account)->cursors = std::move(*cursors);
  return std::move(**account);
}

} // namespace vestnik::storage
