#include "storage/people/search_key.hpp"
#include "storage/requests/people.hpp"
#include "storage/requests/sessions.hpp"
#include "storage/rooms/room_store.hpp"
#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr statement insert_user{R"(
  INSERT INTO users (id, login, name, login_key, name_key, password, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (login) DO NOTHING
  RETURNING id)"};

constexpr statement update_password{
    "UPDATE users SET password = $3 WHERE id = $1 AND password = $2 RETURNING id"};

constexpr statement select_by_login{
    "SELECT id, login, name, password, locked_at FROM users WHERE login = $1"};

constexpr statement select_person{"SELECT id, login, name FROM users WHERE id = $1"};

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

model::result<std::monostate> create_user::apply(database& in) const {
  const auto login_key = search_key(login);
  const auto name_key = search_key(name);
  auto made =
      count(in, insert_user, {id, login, name, blob{login_key}, blob{name_key}, password, at});
  if (!made)
    return made.error();
  if (*made == 0)
    return model::error{model::ec::conflict, fmt::format("the login {} is taken", login), "login"};
  if (auto room = room_store{in}.create(model::room_of(id)); !room)
    return room.error();
  return std::monostate{};
}

model::result<std::monostate> renew_password::apply(database& in) const {
  if (auto done = run(in, update_password, {user, from, to}); !done)
    return done.error();
  return std::monostate{};
}

model::result<std::vector<model::session_id>> change_password::apply(database& in) const {
  const auto changed = count(in, update_password, {user, from, to});
  if (!changed)
    return changed.error();
  if (*changed == 0)
    return model::error{model::ec::conflict, "the password has just been changed elsewhere"};
  return revoke_other_sessions{user, kept}.apply(in);
}

model::result<credentials> user_by_login::find(database& in) const {
  auto known = one<credentials>(in, select_by_login, {login}, [](const row& from) {
    return credentials{to_person(from), from.get<std::string>(3), from.get<model::timestamp>(4)};
  });
  if (!known)
    return known.error();
  if (!*known)
    return model::error{model::ec::not_found, fmt::format("nobody has the login {}", login)};
  return std::move(**known);
}

model::result<person> user_by_id::find(database& in) const {
  auto known = one<person>(in, select_person, {id}, to_person);
  if (!known)
    return known.error();
  if (!*known)
    return model::error{model::ec::not_found, "no such person"};
  return std::move(**known);
}

model::result<std::vector<person>> people_by_ids::find(database& in) const {
  std::vector<person> people;
  for (const auto id : ids) {
    auto known = one<person>(in, select_person, {id}, to_person);
    if (!known)
      return known.error();
    if (*known)
      people.push_back(std::move(**known));
  }
  return people;
}

model::result<std::vector<person>> people_by_prefix::find(database& in) const {
  const auto begin = search_key(prefix);
  const auto end = search_end(begin);
  return all<person>(in, select_by_prefix, {blob{begin}, blob{end}, asker, limit}, to_person);
}

} // namespace vestnik::storage
