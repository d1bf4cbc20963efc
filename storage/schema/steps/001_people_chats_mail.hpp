#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

// A reference costs a look-up per row; the tables that grow with every event go
// without where the same transaction has already proven the row by changing it.

inline constexpr statement first_tables[]{
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

    // The pair is the key of a dialog; a chat of another kind has none.
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

inline constexpr migration people_chats_mail{1, "people, rooms, chats, mail", first_tables};

} // namespace vestnik::storage::steps
