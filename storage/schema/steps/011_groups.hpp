#pragma once

#include "storage/schema/steps/migration.hpp"

namespace vestnik::storage::steps {

// Whoever knows only dialogs and messages that never change writes rows that mean the same here.

inline constexpr statement group_tables[]{
    "ALTER TABLE chats ADD COLUMN kind SMALLINT NOT NULL DEFAULT 1",
    "ALTER TABLE chats ADD COLUMN title TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE chats ADD COLUMN about TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE chats ADD COLUMN writers SMALLINT NOT NULL DEFAULT 4",
    "ALTER TABLE chats ADD COLUMN inviters SMALLINT NOT NULL DEFAULT 3",
    "ALTER TABLE chats ADD COLUMN members INTEGER NOT NULL DEFAULT 2",
    // Whose own chat it is; others have none.
    "ALTER TABLE chats ADD COLUMN saved_by BIGINT",
    "CREATE UNIQUE INDEX chats_by_saver ON chats (saved_by)",

    "ALTER TABLE chat_members ADD COLUMN role SMALLINT NOT NULL DEFAULT 3",
    "ALTER TABLE chat_members ADD COLUMN read_at BIGINT NOT NULL DEFAULT 0",
    // 0: not muted, or not pinned.
    "ALTER TABLE chat_members ADD COLUMN muted_until BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE chat_members ADD COLUMN pinned BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE chat_members ADD COLUMN archived SMALLINT NOT NULL DEFAULT 0",

    "ALTER TABLE messages ADD COLUMN kind SMALLINT NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN edits SMALLINT NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN edited_at BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN deleted_at BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN deleted_by BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN reply_to BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN thread BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN calls SMALLINT NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN details TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX messages_by_thread ON messages (chat_id, thread, seq)",
    "CREATE INDEX messages_to_all ON messages (chat_id, seq) WHERE calls = 1",

    R"(CREATE TABLE message_versions (
         chat_id BIGINT NOT NULL,
         seq BIGINT NOT NULL,
         number SMALLINT NOT NULL,
         replaced_at BIGINT NOT NULL,
         replaced_by BIGINT NOT NULL,
         text TEXT NOT NULL,
         PRIMARY KEY (chat_id, seq, number)))",
    R"(CREATE TABLE message_mentions (
         chat_id BIGINT NOT NULL,
         seq BIGINT NOT NULL,
         user_id BIGINT NOT NULL,
         thread BIGINT NOT NULL,
         PRIMARY KEY (chat_id, seq, user_id)))",
    "CREATE INDEX message_mentions_by_user ON message_mentions (user_id, chat_id, thread, seq)",
    R"(CREATE TABLE reactions (
         chat_id BIGINT NOT NULL,
         seq BIGINT NOT NULL,
         emoji TEXT NOT NULL,
         user_id BIGINT NOT NULL,
         reacted_at BIGINT NOT NULL,
         PRIMARY KEY (chat_id, seq, emoji, user_id)))",
    // What `reactions` adds up to: a message may have thousands.
    R"(CREATE TABLE reaction_tallies (
         chat_id BIGINT NOT NULL,
         seq BIGINT NOT NULL,
         emoji TEXT NOT NULL,
         people INTEGER NOT NULL,
         first_at BIGINT NOT NULL,
         PRIMARY KEY (chat_id, seq, emoji)))",
    R"(CREATE TABLE pinned_messages (
         chat_id BIGINT NOT NULL,
         seq BIGINT NOT NULL,
         pinned_by BIGINT NOT NULL,
         pinned_at BIGINT NOT NULL,
         PRIMARY KEY (chat_id, seq)))",
    R"(CREATE TABLE threads (
         chat_id BIGINT NOT NULL,
         root BIGINT NOT NULL,
         replies INTEGER NOT NULL,
         last_seq BIGINT NOT NULL,
         last_at BIGINT NOT NULL,
         PRIMARY KEY (chat_id, root)))",
    R"(CREATE TABLE thread_followers (
         chat_id BIGINT NOT NULL,
         root BIGINT NOT NULL,
         user_id BIGINT NOT NULL,
         read_seq BIGINT NOT NULL,
         PRIMARY KEY (chat_id, root, user_id)))",
    "CREATE INDEX thread_followers_by_user ON thread_followers (user_id, chat_id)",
};

inline constexpr migration groups{11, "groups, and messages that change", group_tables};

} // namespace vestnik::storage::steps
