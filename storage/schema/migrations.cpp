#include "storage/schema/migrations.hpp"

#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <string>

namespace vestnik::storage {

namespace {

constexpr statement make_version_table{R"(
  CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL))"};
constexpr statement newest_version{
    "SELECT version, name FROM schema_version ORDER BY version DESC LIMIT 1"};
constexpr statement add_version{
    "INSERT INTO schema_version (version, name, applied_at) VALUES ($1, $2, $3)"};

// -- 1: people, rooms, chats, mail ---------------------------------------------------
//
// A reference costs a look-up per row; the tables that grow with every event go
// without where the same transaction has already proven the row by changing it.

constexpr statement first_tables[]{
    R"(CREATE TABLE users (
         id BIGINT PRIMARY KEY,
         login TEXT NOT NULL UNIQUE,
         name TEXT NOT NULL,
         login_key BYTEA NOT NULL,
         name_key BYTEA NOT NULL,
         password TEXT NOT NULL,
         created_at BIGINT NOT NULL))",
    "CREATE INDEX users_by_login_key ON users (login_key)",
    "CREATE INDEX users_by_name_key ON users (name_key)",

    R"(CREATE TABLE sessions (
         id BIGINT PRIMARY KEY,
         user_id BIGINT NOT NULL REFERENCES users (id),
         token_hash BYTEA NOT NULL UNIQUE,
         created_at BIGINT NOT NULL,
         expires_at BIGINT NOT NULL))",
    "CREATE INDEX sessions_by_user ON sessions (user_id)",
    "CREATE INDEX sessions_by_end ON sessions (expires_at)",

    R"(CREATE TABLE rooms (
         kind SMALLINT NOT NULL,
         id BIGINT NOT NULL,
         last_seq BIGINT NOT NULL,
         token BIGINT NOT NULL,
         owner TEXT NOT NULL,
         log TEXT NOT NULL,
         PRIMARY KEY (kind, id)))",
    R"(CREATE TABLE room_log (
         room_kind SMALLINT NOT NULL,
         room_id BIGINT NOT NULL,
         seq BIGINT NOT NULL,
         kind SMALLINT NOT NULL,
         happened_at BIGINT NOT NULL,
         data TEXT NOT NULL,
         PRIMARY KEY (room_kind, room_id, seq)))",
    R"(CREATE TABLE operations (
         user_id BIGINT NOT NULL,
         op TEXT NOT NULL,
         room_kind SMALLINT NOT NULL,
         room_id BIGINT NOT NULL,
         seq BIGINT NOT NULL,
         result TEXT NOT NULL,
         happened_at BIGINT NOT NULL,
         PRIMARY KEY (user_id, op)))",
    "CREATE INDEX operations_by_age ON operations (happened_at)",

    // The pair is the key of a dialog (decision 2); a chat of another kind has none.
    R"(CREATE TABLE chats (
         id BIGINT PRIMARY KEY,
         low_user BIGINT REFERENCES users (id),
         high_user BIGINT REFERENCES users (id),
         created_at BIGINT NOT NULL,
         UNIQUE (low_user, high_user),
         CHECK (low_user < high_user)))",
    "CREATE INDEX chats_by_high_user ON chats (high_user)",
    R"(CREATE TABLE chat_members (
         chat_id BIGINT NOT NULL REFERENCES chats (id),
         user_id BIGINT NOT NULL REFERENCES users (id),
         read_seq BIGINT NOT NULL,
         joined_at BIGINT NOT NULL,
         PRIMARY KEY (chat_id, user_id)))",
    "CREATE INDEX chat_members_by_user ON chat_members (user_id, chat_id)",
    R"(CREATE TABLE messages (
         chat_id BIGINT NOT NULL,
         seq BIGINT NOT NULL,
         id BIGINT NOT NULL UNIQUE,
         author_id BIGINT NOT NULL REFERENCES users (id),
         sent_at BIGINT NOT NULL,
         text TEXT NOT NULL,
         PRIMARY KEY (chat_id, seq)))",

    R"(CREATE TABLE mail_accounts (
         id BIGINT PRIMARY KEY,
         owner_id BIGINT NOT NULL REFERENCES users (id),
         address TEXT NOT NULL,
         host TEXT NOT NULL,
         port INTEGER NOT NULL,
         security SMALLINT NOT NULL,
         sign_in_name TEXT NOT NULL,
         sealed_password TEXT NOT NULL,
         created_at BIGINT NOT NULL))",
    "CREATE INDEX mail_accounts_by_owner ON mail_accounts (owner_id)",
    R"(CREATE TABLE mail_folders (
         account_id BIGINT NOT NULL REFERENCES mail_accounts (id),
         folder TEXT NOT NULL,
         uidvalidity BIGINT NOT NULL,
         last_uid BIGINT NOT NULL,
         PRIMARY KEY (account_id, folder)))",
    // Long columns stand last, so that lists need not read through them.
    R"(CREATE TABLE mails (
         id BIGINT PRIMARY KEY,
         account_id BIGINT NOT NULL REFERENCES mail_accounts (id),
         folder TEXT NOT NULL,
         uidvalidity BIGINT NOT NULL,
         uid BIGINT NOT NULL,
         received_at BIGINT NOT NULL,
         sent_at BIGINT NOT NULL,
         size BIGINT NOT NULL,
         flags TEXT NOT NULL,
         subject TEXT NOT NULL,
         snippet TEXT NOT NULL,
         from_list TEXT NOT NULL,
         attachment_list TEXT NOT NULL,
         to_list TEXT NOT NULL,
         cc_list TEXT NOT NULL,
         reply_to_list TEXT NOT NULL,
         message_id TEXT NOT NULL,
         in_reply_to TEXT NOT NULL,
         reference_list TEXT NOT NULL,
         body_text TEXT NOT NULL,
         body_html TEXT NOT NULL,
         UNIQUE (account_id, folder, uidvalidity, uid)))",
    "CREATE INDEX mails_by_time ON mails (account_id, received_at, id)",
    R"(CREATE TABLE mail_quarantine (
         account_id BIGINT NOT NULL REFERENCES mail_accounts (id),
         folder TEXT NOT NULL,
         uidvalidity BIGINT NOT NULL,
         uid BIGINT NOT NULL,
         reason TEXT NOT NULL,
         found_at BIGINT NOT NULL,
         PRIMARY KEY (account_id, folder, uidvalidity, uid)))",
};

// -- 2: logs end ------------------------------------------------------------------------

constexpr statement trimmed_logs[]{
    "ALTER TABLE rooms ADD COLUMN first_seq BIGINT NOT NULL DEFAULT 1",
};

// -- 3: models --------------------------------------------------------------------------
//
// What is known of the tables `model_…`, since no question about columns is the same SQL
// for both engines.

constexpr statement known_models[]{
    R"(CREATE TABLE model_columns (
         model TEXT NOT NULL,
         name TEXT NOT NULL,
         kind SMALLINT NOT NULL,
         role SMALLINT NOT NULL,
         PRIMARY KEY (model, name)))",
};

// -- 4: nodes ---------------------------------------------------------------------------

constexpr statement nodes_of_a_cluster[]{
    // No foreign keys: rows of the dead stay as long as their leases may matter.
    R"(CREATE TABLE nodes (
         id BIGINT PRIMARY KEY,
         name TEXT NOT NULL,
         address TEXT NOT NULL,
         slot SMALLINT NOT NULL,
         state SMALLINT NOT NULL,
         lease_until BIGINT NOT NULL,
         lease_since BIGINT NOT NULL))",
    R"(CREATE TABLE node_votes (
         about BIGINT NOT NULL,
         voter BIGINT NOT NULL,
         cast_at BIGINT NOT NULL,
         PRIMARY KEY (about, voter)))",
    "CREATE TABLE node_changes (version BIGINT NOT NULL, last_id BIGINT NOT NULL)",
    "INSERT INTO node_changes (version, last_id) VALUES (0, 0)",
};

// -- 5: rooms of a cluster --------------------------------------------------------------

constexpr statement rooms_of_a_cluster[]{
    // The node that has the room, and the one that had it before; 0: none, or one alone.
    "ALTER TABLE rooms ADD COLUMN owner_node BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE rooms ADD COLUMN previous_node BIGINT NOT NULL DEFAULT 0",
    // No foreign keys: a ticket stops nobody from ending its session.
    R"(CREATE TABLE tickets (
         hash BYTEA PRIMARY KEY,
         user_id BIGINT NOT NULL,
         session_id BIGINT NOT NULL,
         expires_at BIGINT NOT NULL))",
    "CREATE INDEX tickets_by_end ON tickets (expires_at)",
    "ALTER TABLE node_changes ADD COLUMN cluster TEXT NOT NULL DEFAULT ''",
};

constexpr migration steps_so_far[]{
    {1, "people, rooms, chats, mail", first_tables},
    {2, "trimmed logs", trimmed_logs},
    {3, "models", known_models},
    {4, "nodes of a cluster", nodes_of_a_cluster},
    {5, "rooms of a cluster", rooms_of_a_cluster},
};

struct applied {
  int version = 0;
  std::string name;
};

model::result<applied> newest_of(database& in) {
  auto found = one<applied>(in, newest_version, {}, [](const row& from) {
    return applied{from.get<int>(0), from.get<std::string>(1)};
  });
  if (!found)
    return found.error();
  return found->value_or(applied{});
}

/// Only where it is missing: who may not change the schema can use one that is complete.
model::result<void> make_table(database& in) {
  transaction unit{in};
  if (auto begun = unit.begin(); !begun)
    return begun;
  if (auto locked = unit.lock_schema(); !locked)
    return locked;
  if (auto made = run(in, make_version_table, {}); !made)
    return made;
  return unit.commit();
}

model::result<void> apply(database& in, const migration& step) {
  transaction unit{in};
  if (auto begun = unit.begin(); !begun)
    return begun;
  if (auto locked = unit.lock_schema(); !locked)
    return locked;
  // Asked again inside: another process may have started at the same moment.
  auto newest = newest_of(in);
  if (!newest)
    return newest.error();
  if (newest->version >= step.version)
    return {};
  for (const auto& change : step.statements)
    if (auto done = run(in, change, {}); !done)
      return model::error{done.error().code,
                          fmt::format("migration {} ({}) failed: {}", step.version, step.name,
                                      done.error().message)};
  if (auto noted = run(in, add_version, {step.version, step.name, model::now()}); !noted)
    return noted;
  return unit.commit();
}

} // namespace

std::span<const migration> migrations() noexcept { return steps_so_far; }

model::result<void> migrate(database& in, std::span<const migration> steps) {
  auto newest = newest_of(in);
  if (!newest) {
    if (auto made = make_table(in); !made)
      return made;
    newest = newest_of(in);
  }
  if (!newest)
    return newest.error();
  const int known = steps.empty() ? 0 : steps.back().version;
  if (newest->version > known)
    return model::error{
        model::ec::conflict,
        fmt::format("the database has schema version {} ({}), but this program knows versions up "
                    "to {}: start a newer vestnikd, or restore a backup made before the upgrade",
                    newest->version, newest->name, known)};
  for (const auto& step : steps)
    if (step.version > newest->version)
      if (auto done = apply(in, step); !done)
        return done;
  return {};
}

} // namespace vestnik::storage
