#include "storage/people/user_store.hpp"

#include "storage/people/search_key.hpp"
#include "storage/sql/query.hpp"

#include <fmt/format.h>

namespace vestnik::storage {

namespace {

constexpr statement insert_user{R"(
  INSERT INTO users (id, login, name, login_key, name_key, password, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (login) DO NOTHING
  RETURNING id)"};

constexpr statement update_password{
    "UPDATE users SET password = $3 WHERE id = $1 AND password = $2"};

constexpr statement select_by_login{"SELECT id, login, name, password FROM users WHERE login = $1"};

constexpr statement select_by_id{"SELECT id, login, name FROM users WHERE id = $1"};

// UNION and not OR, so that each half is a range of its index.
constexpr statement select_by_prefix{R"(
  SELECT id, login, name FROM users WHERE login_key >= $1 AND login_key < $2 AND id <> $3
  UNION
  SELECT id, login, name FROM users WHERE name_key >= $1 AND name_key < $2 AND id <> $3
  ORDER BY login
  LIMIT $4)"};

person to_person(const row& from) {
  return {from.get<model::user_id>(0), from.get<std::string>(1), from.get<std::string>(2)};
}

} // namespace

model::result<std::monostate> user_store::create(const create_user& what) {
  const auto login_key = search_key(what.login);
  const auto name_key = search_key(what.name);
  auto made = count(
      database_, insert_user,
      {what.id, what.login, what.name, blob{login_key}, blob{name_key}, what.password, what.at});
  if (!made)
    return made.error();
  if (*made == 0)
    return model::error{model::ec::conflict, fmt::format("the login {} is taken", what.login),
                        "login"};
  return std::monostate{};
}

model::result<std::monostate> user_store::renew(const renew_password& what) {
  if (auto done = run(database_, update_password, {what.user, what.from, what.to}); !done)
    return done.error();
  return std::monostate{};
}

model::result<user_by_login::found> user_store::find(const user_by_login& what) {
  auto found =
      one<user_by_login::found>(database_, select_by_login, {what.login}, [](const row& from) {
        return user_by_login::found{to_person(from), from.get<std::string>(3)};
      });
  if (!found)
    return found.error();
  if (!*found)
    return model::error{model::ec::not_found, fmt::format("nobody has the login {}", what.login)};
  return std::move(**found);
}

model::result<person> user_store::find(const user_by_id& what) {
  auto found = one<person>(database_, select_by_id, {what.id}, to_person);
  if (!found)
    return found.error();
  if (!*found)
    return model::error{model::ec::not_found, "no such person"};
  return std::move(**found);
}

model::result<std::vector<person>> user_store::search(const people_by_prefix& what) {
  const auto begin = search_key(what.prefix);
  const auto end = search_end(begin);
  return all<person>(database_, select_by_prefix, {blob{begin}, blob{end}, what.asker, what.limit},
                     to_person);
}

} // namespace vestnik::storage
