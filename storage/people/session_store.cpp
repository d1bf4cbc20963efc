#include "storage/people/session_store.hpp"

#include "storage/requests/people.hpp"
#include "storage/requests/sessions.hpp"
#include "storage/sql/query.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::storage {

namespace {

// Whoever changes the password waits for the row, and then ends the session that is made.
constexpr statement hold_password{
    "UPDATE users SET id = id WHERE id = $1 AND password = $2 RETURNING id"};

constexpr statement insert_session{R"(
  INSERT INTO sessions (id, user_id, token_hash, created_at, expires_at, client, address, seen_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $4))"};

constexpr statement delete_oldest{R"(
  DELETE FROM sessions
  WHERE id IN (
    SELECT id FROM sessions WHERE user_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3))"};

constexpr statement update_seen{"UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2"};

constexpr statement delete_own{"DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING id"};

constexpr statement delete_others{
    "DELETE FROM sessions WHERE user_id = $1 AND id <> $2 RETURNING id"};

constexpr statement select_sessions_of{R"(
  SELECT id, client, address, created_at, seen_at, expires_at
  FROM sessions
  WHERE user_id = $1 AND expires_at > $2
  ORDER BY id DESC
  LIMIT $3)"};

constexpr statement delete_session{"DELETE FROM sessions WHERE id = $1"};

constexpr statement delete_ended{R"(
  DELETE FROM sessions
  WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 LIMIT $2)
  RETURNING id)"};

constexpr statement select_by_token{R"(
  SELECT users.id, sessions.id, users.login, users.name, sessions.expires_at, sessions.seen_at
  FROM sessions
  JOIN users ON users.id = sessions.user_id
  WHERE sessions.token_hash = $1 AND sessions.expires_at > $2 AND users.locked_at = 0)"};

constexpr std::array<std::string_view, 2> asked_columns{"asked", "asked_at"};
constexpr bulk_statement select_ended{asked_columns, R"(
  SELECT asked FROM given
  WHERE NOT EXISTS (
    SELECT 1 FROM sessions JOIN users ON users.id = sessions.user_id
    WHERE sessions.id = asked AND sessions.expires_at > asked_at AND users.locked_at = 0))"};

constexpr statement insert_ticket{
    "INSERT INTO tickets (hash, user_id, session_id, expires_at) VALUES ($1, $2, $3, $4)"};

constexpr statement take_ticket{R"(
  DELETE FROM tickets
  WHERE hash = $1 AND expires_at > $2 AND EXISTS (
    SELECT 1 FROM sessions
    WHERE sessions.id = tickets.session_id AND sessions.user_id = tickets.user_id
      AND sessions.expires_at > $2)
  RETURNING session_id)"};

constexpr statement select_ticket{"SELECT 1 FROM tickets WHERE hash = $1 AND expires_at > $2"};

constexpr statement select_session_of{R"(
  SELECT users.id, sessions.id, users.login, users.name, sessions.expires_at
  FROM sessions
  JOIN users ON users.id = sessions.user_id
  WHERE sessions.id = $1 AND users.locked_at = 0)"};

constexpr statement delete_expired_tickets{R"(
  DELETE FROM tickets
  WHERE hash IN (SELECT hash FROM tickets WHERE expires_at <= $1 LIMIT $2)
  RETURNING user_id)"};

model::error nobody() { return {model::ec::unauthenticated, "sign in first"}; }

model::identity to_identity(const row& from) {
  return {from.get<model::user_id>(0), from.get<model::session_id>(1), from.get<std::string>(2),
          from.get<std::string>(3), from.get<model::timestamp>(4)};
}

} // namespace

model::result<std::monostate> create_session::apply(database& in) const {
  if (!password.empty()) {
    const auto held = count(in, hold_password, {user, password});
    if (!held)
      return held.error();
    if (*held == 0)
      return model::error{model::ec::bad_credentials, "login or password is wrong"};
  }
  auto made =
      run(in, insert_session, {id, user, blob{token_hash}, at, expires_at, client, address});
  if (!made)
    return made.error();
  if (auto done = run(in, delete_oldest, {user, most_sessions, most_sessions}); !done)
    return done.error();
  return std::monostate{};
}

model::result<std::monostate> note_session::apply(database& in) const {
  if (auto noted = run(in, update_seen, {id, at}); !noted)
    return noted.error();
  return std::monostate{};
}

model::result<std::monostate> revoke_session::apply(database& in) const {
  const auto ended = count(in, delete_own, {id, user});
  if (!ended)
    return ended.error();
  if (*ended == 0)
    return model::error{model::ec::not_found, "there is no such session"};
  return std::monostate{};
}

model::result<std::vector<model::session_id>> revoke_other_sessions::apply(database& in) const {
  return all<model::session_id>(in, delete_others, {user, kept},
                                [](const row& from) { return from.get<model::session_id>(0); });
}

model::result<std::vector<session_facts>> sessions_of_user::find(database& in) const {
  return all<session_facts>(
      in, select_sessions_of, {user, now, most_sessions}, [](const row& from) {
        return session_facts{from.get<model::session_id>(0), from.get<std::string>(1),
                             from.get<std::string>(2),       from.get<model::timestamp>(3),
                             from.get<model::timestamp>(4),  from.get<model::timestamp>(5)};
      });
}

model::result<std::monostate> end_session::apply(database& in) const {
  auto ended = run(in, delete_session, {id});
  if (!ended)
    return ended.error();
  return std::monostate{};
}

model::result<std::monostate> create_ticket::apply(database& in) const {
  auto made = run(in, insert_ticket, {blob{hash}, user, session, expires_at});
  if (!made)
    return made.error();
  return std::monostate{};
}

model::result<model::identity> spend_ticket::apply(database& in) const {
  const auto session =
      one<model::session_id>(in, take_ticket, {blob{hash}, now},
                             [](const row& from) { return from.get<model::session_id>(0); });
  if (!session)
    return session.error();
  if (!*session)
    return nobody();
  // It may have ended since, on another node.
  auto identity = one<model::identity>(in, select_session_of, {**session}, to_identity);
  if (!identity)
    return identity.error();
  if (!*identity)
    return nobody();
  return std::move(**identity);
}

model::result<known_session> session_by_token::find(database& in) const {
  auto known =
      one<known_session>(in, select_by_token, {blob{token_hash}, now}, [](const row& from) {
        return known_session{to_identity(from), from.get<model::timestamp>(5)};
      });
  if (!known)
    return known.error();
  if (!*known)
    return nobody();
  return std::move(**known);
}

model::result<std::monostate> ticket_known::find(database& in) const {
  const auto known = one<std::monostate>(in, select_ticket, {blob{hash}, now},
                                         [](const row&) { return std::monostate{}; });
  if (!known)
    return known.error();
  if (!*known)
    return nobody();
  return std::monostate{};
}

model::result<std::vector<model::session_id>> ended_sessions::find(database& in) const {
  std::vector<value> cells;
  cells.reserve(sessions.size() * asked_columns.size());
  for (const auto session : sessions)
    cells.insert(cells.end(), {session, now});
  std::vector<model::session_id> ended;
  transaction unit{in};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  auto done =
      in.execute_for_each(select_ended, cells, [&ended](const row& from) -> model::result<void> {
        ended.push_back(from.get<model::session_id>(0));
        return {};
      });
  if (!done)
    return done.error();
  if (auto finished = unit.commit(); !finished)
    return finished.error();
  return ended;
}

model::result<std::size_t> session_store::purge(model::timestamp now, std::size_t limit) {
  return count(database_, delete_ended, {now, limit});
}

model::result<std::size_t> session_store::purge_tickets(model::timestamp now, std::size_t limit) {
  return count(database_, delete_expired_tickets, {now, limit});
}

} // namespace vestnik::storage
