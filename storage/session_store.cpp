#include "storage/session_store.hpp"

#include "storage/query.hpp"

namespace vestnik::storage {

namespace {

constexpr statement insert_session{R"(
  INSERT INTO sessions (id, user_id, token_hash, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5))"};

constexpr statement delete_session{"DELETE FROM sessions WHERE id = $1"};

constexpr statement delete_ended{R"(
  DELETE FROM sessions
  WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 LIMIT $2)
  RETURNING id)"};

constexpr statement select_by_token{R"(
  SELECT users.id, sessions.id, users.login, users.name
  FROM sessions
  JOIN users ON users.id = sessions.user_id
  WHERE sessions.token_hash = $1 AND sessions.expires_at > $2)"};

model::identity to_identity(const row& from) {
  return {from.get<model::user_id>(0), from.get<model::session_id>(1), from.get<std::string>(2),
          from.get<std::string>(3)};
}

} // namespace

model::result<std::monostate> session_store::create(const create_session& what) {
  auto made = run(database_, insert_session,
                  {what.id, what.user, blob{what.token_hash}, what.at, what.expires_at});
  if (!made)
    return made.error();
  return std::monostate{};
}

model::result<std::monostate> session_store::end(const end_session& what) {
  auto ended = run(database_, delete_session, {what.id});
  if (!ended)
    return ended.error();
  return std::monostate{};
}

model::result<std::size_t> session_store::purge(model::timestamp now, std::size_t limit) {
  return count(database_, delete_ended, {now, limit});
}

model::result<model::identity> session_store::find(const session_by_token& what) {
  auto found = one<model::identity>(database_, select_by_token, {blob{what.token_hash}, what.now},
                                    to_identity);
  if (!found)
    return found.error();
  if (!*found)
    return model::error{model::ec::unauthenticated, "sign in first"};
  return std::move(**found);
}

} // namespace vestnik::storage
