#include "storage/people/people_desk.hpp"

#include "storage/requests/people.hpp"
#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <functional>
#include <utility>

namespace vestnik::storage {

namespace {

constexpr statement select_accounts{R"(
  SELECT id, login, name, created_at, locked_at,
    COALESCE((SELECT MAX(seen_at) FROM sessions WHERE user_id = users.id), 0)
  FROM users
  WHERE login > $1
  ORDER BY login
  LIMIT $2)"};

constexpr statement select_account{R"(
  SELECT id, login, name, created_at, locked_at,
    COALESCE((SELECT MAX(seen_at) FROM sessions WHERE user_id = users.id), 0)
  FROM users
  WHERE login = $1)"};

constexpr statement put_password{"UPDATE users SET password = $2 WHERE id = $1"};

constexpr statement put_lock{"UPDATE users SET locked_at = $2 WHERE id = $1"};

people_desk::account to_account(const row& from) {
  return {from.get<model::user_id>(0),   from.get<std::string>(1),
          from.get<std::string>(2),      from.get<model::timestamp>(3),
          from.get<model::timestamp>(4), from.get<model::timestamp>(5)};
}

/// Both or neither.
model::result<void> together(database& in, const std::function<model::result<void>()>& work) {
  transaction unit{in};
  if (auto begun = unit.begin(); !begun)
    return begun;
  if (auto done = work(); !done)
    return done;
  return unit.commit();
}

model::result<void> end_sessions_of(database& in, model::user_id user) {
  const auto ended = revoke_other_sessions{user, {}}.apply(in);
  return ended ? model::result<void>{} : ended.error();
}

} // namespace

model::result<std::vector<people_desk::account>> people_desk::list(const std::string& after,
                                                                   std::uint32_t limit) const {
  return all<account>(database_, select_accounts, {after, limit}, to_account);
}

model::result<people_desk::account> people_desk::find(const std::string& login) const {
  auto known = one<account>(database_, select_account, {login}, to_account);
  if (!known)
    return known.error();
  if (!*known)
    return model::error{model::ec::not_found, fmt::format("nobody has the login {}", login)};
  return std::move(**known);
}

model::result<std::vector<session_facts>> people_desk::sessions_of(model::user_id user,
                                                                   model::timestamp now) const {
  return sessions_of_user{user, now}.find(database_);
}

model::result<void> people_desk::add(model::user_id id, const std::string& login,
                                     const std::string& name, const std::string& phc,
                                     model::timestamp at) {
  return together(database_, [&]() -> model::result<void> {
    const auto made = create_user{id, login, name, phc, at}.apply(database_);
    return made ? model::result<void>{} : made.error();
  });
}

model::result<void> people_desk::set_password(model::user_id user, const std::string& phc) {
  return together(database_, [&]() -> model::result<void> {
    if (auto done = run(database_, put_password, {user, phc}); !done)
      return done;
    return end_sessions_of(database_, user);
  });
}

model::result<void> people_desk::lock(model::user_id user, model::timestamp at) {
  return together(database_, [&]() -> model::result<void> {
    if (auto done = run(database_, put_lock, {user, at}); !done)
      return done;
    return end_sessions_of(database_, user);
  });
}

model::result<void> people_desk::unlock(model::user_id user) {
  return run(database_, put_lock, {user, model::timestamp{}});
}

} // namespace vestnik::storage
