#include "storage/chats/message_store.hpp"

#include "storage/sql/query.hpp"

#include <array>
#include <initializer_list>
#include <string_view>
#include <variant>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr std::string_view message_table = "messages";
constexpr std::array<std::string_view, 12> message_columns{
    "chat_id", "seq",      "id",     "author_id", "sent_at", "text",
    "kind",    "reply_to", "thread", "branch",    "calls",   "details"};

constexpr std::string_view mention_table = "message_mentions";
constexpr std::array<std::string_view, 4> mention_columns{"chat_id", "seq", "user_id", "thread"};

constexpr statement add_reply{R"(
  INSERT INTO threads (chat_id, root, replies, last_seq, last_at) VALUES ($1, $2, 1, $3, $4)
  ON CONFLICT (chat_id, root) DO UPDATE SET
    replies = threads.replies + 1, last_seq = excluded.last_seq, last_at = excluded.last_at)"};

/// Who began a thread follows it from its first answer on, while they are here, and has read
/// nothing of it. Later they may have ended that.
constexpr statement follow_as_beginner{R"(
  INSERT INTO thread_followers (chat_id, root, user_id, read_seq)
  SELECT m.chat_id, m.seq, m.author_id, m.seq
  FROM messages AS m
  JOIN chat_members AS here ON here.chat_id = m.chat_id AND here.user_id = m.author_id
  JOIN threads AS begun ON begun.chat_id = m.chat_id AND begun.root = m.seq
  WHERE m.chat_id = $1 AND m.seq = $2 AND begun.last_seq = $3 AND begun.replies = 1
  ON CONFLICT (chat_id, root, user_id) DO NOTHING)"};

constexpr statement follow_as_writer{R"(
  INSERT INTO thread_followers (chat_id, root, user_id, read_seq) VALUES ($1, $2, $3, $4)
  ON CONFLICT (chat_id, root, user_id) DO UPDATE SET read_seq = excluded.read_seq)"};

constexpr statement follow_as_called{R"(
  INSERT INTO thread_followers (chat_id, root, user_id, read_seq) VALUES ($1, $2, $3, $2)
  ON CONFLICT (chat_id, root, user_id) DO NOTHING)"};

/// Before the text is another one. The place of the entry that replaces it is not known yet.
constexpr statement keep_version{R"(
  INSERT INTO message_versions (chat_id, seq, number, replaced_at, replaced_by, text)
  SELECT chat_id, seq, edits + 1, $3, 0, text FROM messages
  WHERE chat_id = $1 AND seq = $2 AND deleted_at = 0 AND text <> $4
  RETURNING number)"};

constexpr statement update_text{R"(
  UPDATE messages SET text = $3, edits = edits + 1, edited_at = $4, calls = $5
  WHERE chat_id = $1 AND seq = $2
  RETURNING thread)"};

constexpr statement place_version{R"(
  UPDATE message_versions SET replaced_by = $3
  WHERE chat_id = $1 AND seq = $2 AND replaced_by = 0)"};

constexpr statement bury_text{R"(
  UPDATE messages SET text = '', details = '', calls = 0, deleted_at = $3, deleted_by = $4
  WHERE chat_id = $1 AND seq = $2 AND deleted_at = 0
  RETURNING CASE WHEN thread <> 0 THEN thread ELSE branch END)"};

/// A client that reads the log anew gets the tombstone that follows.
constexpr statement bury_entries{R"(
  UPDATE room_log SET data = '{"deleted":true}'
  WHERE room_kind = 1 AND room_id = $1 AND (seq = $2 OR seq IN (
    SELECT replaced_by FROM message_versions WHERE chat_id = $1 AND seq = $2)))"};

constexpr statement take_from_thread{
    "UPDATE threads SET replies = replies - 1 WHERE chat_id = $1 AND root = $2"};

constexpr statement delete_versions{"DELETE FROM message_versions WHERE chat_id = $1 AND seq = $2"};
constexpr statement delete_mentions{"DELETE FROM message_mentions WHERE chat_id = $1 AND seq = $2"};
constexpr statement delete_reactions{"DELETE FROM reactions WHERE chat_id = $1 AND seq = $2"};
constexpr statement delete_tallies{"DELETE FROM reaction_tallies WHERE chat_id = $1 AND seq = $2"};
constexpr statement delete_pin{
    "DELETE FROM pinned_messages WHERE chat_id = $1 AND seq = $2 RETURNING seq"};

constexpr statement insert_reaction{R"(
  INSERT INTO reactions (chat_id, seq, emoji, user_id, reacted_at)
  SELECT chat_id, seq, $3, $4, $5 FROM messages
  WHERE chat_id = $1 AND seq = $2 AND deleted_at = 0
  ON CONFLICT (chat_id, seq, emoji, user_id) DO NOTHING
  RETURNING seq)"};

constexpr statement raise_tally{R"(
  INSERT INTO reaction_tallies (chat_id, seq, emoji, people, first_at) VALUES ($1, $2, $3, 1, $4)
  ON CONFLICT (chat_id, seq, emoji) DO UPDATE SET people = reaction_tallies.people + 1)"};

constexpr statement delete_reaction{R"(
  DELETE FROM reactions WHERE chat_id = $1 AND seq = $2 AND emoji = $3 AND user_id = $4
  RETURNING seq)"};

constexpr statement lower_tally{R"(
  UPDATE reaction_tallies SET people = people - 1 WHERE chat_id = $1 AND seq = $2 AND emoji = $3)"};

constexpr statement delete_empty_tally{R"(
  DELETE FROM reaction_tallies
  WHERE chat_id = $1 AND seq = $2 AND emoji = $3 AND people = 0)"};

constexpr statement insert_pin{R"(
  INSERT INTO pinned_messages (chat_id, seq, pinned_by, pinned_at)
  SELECT chat_id, seq, $3, $4 FROM messages WHERE chat_id = $1 AND seq = $2 AND deleted_at = 0
  ON CONFLICT (chat_id, seq) DO NOTHING
  RETURNING seq)"};

/// `seq` of the message with which its thread began; 0: it stands in none.
std::uint64_t root_of(const message_row& message) {
  return message.thread != 0 ? message.thread : message.branch;
}

/// One after the other, until one fails.
model::result<void> run_all(database& in, std::initializer_list<statement> all, parameters values) {
  for (const auto& each : all)
    if (auto done = run(in, each, values); !done)
      return done;
  return {};
}

} // namespace

model::result<void> message_store::write(std::span<const placed_message> messages) {
  std::vector<value> cells;
  cells.reserve(messages.size() * message_columns.size());
  for (const auto& [chat, seq, at, message] : messages)
    cells.insert(cells.end(), {chat, seq, message->id, message->author, at, message->text,
                               message->kind, message->reply_to, message->thread, message->branch,
                               message->calls, message->details});
  if (auto inserted = database_.insert_many(message_table, message_columns, cells); !inserted)
    return inserted;
  if (auto called = add_mentions(messages); !called)
    return called;
  for (const auto& each : messages)
    if (root_of(*each.message) != 0)
      if (auto added = add_to_thread(each); !added)
        return added;
  return {};
}

model::result<void> message_store::add_mentions(std::span<const placed_message> messages) {
  std::vector<value> cells;
  for (const auto& [chat, seq, at, message] : messages)
    for (const auto user : message->mentions)
      cells.insert(cells.end(), {chat, seq, user, message->thread});
  return database_.insert_many(mention_table, mention_columns, cells);
}

model::result<void> message_store::add_to_thread(const placed_message& reply) {
  const auto& [chat, seq, at, message] = reply;
  const auto root = root_of(*message);
  if (auto added = run(database_, add_reply, {chat, root, seq, at}); !added)
    return added;
  if (auto followed = run(database_, follow_as_beginner, {chat, root, seq}); !followed)
    return followed;
  if (auto followed = run(database_, follow_as_writer, {chat, root, message->author, seq});
      !followed)
    return followed;
  for (const auto user : message->mentions)
    if (auto followed = run(database_, follow_as_called, {chat, root, user}); !followed)
      return followed;
  return {};
}

model::result<message_store::fate> message_store::change(model::chat_id chat,
                                                         const message_change& wanted) {
  return std::visit([&](const auto& each) { return apply(chat, each); }, wanted);
}

model::result<void> message_store::finish(model::chat_id chat, const message_change& wanted,
                                          std::uint64_t seq) {
  if (const auto* edit = std::get_if<edit_message>(&wanted))
    return run(database_, place_version, {chat, edit->seq, seq});
  return {};
}

model::result<message_store::fate> message_store::apply(model::chat_id chat,
                                                        const edit_message& wanted) {
  const auto kept = count(database_, keep_version, {chat, wanted.seq, wanted.at, wanted.text});
  if (!kept)
    return kept.error();
  if (*kept == 0)
    return fate::known;
  auto thread = one<std::uint64_t>(database_, update_text,
                                   {chat, wanted.seq, wanted.text, wanted.at, wanted.calls},
                                   [](const row& from) { return from.get<std::uint64_t>(0); });
  if (!thread)
    return thread.error();
  if (auto forgotten = run(database_, delete_mentions, {chat, wanted.seq}); !forgotten)
    return forgotten.error();
  std::vector<value> cells;
  for (const auto user : wanted.mentions)
    cells.insert(cells.end(), {chat, wanted.seq, user, thread->value_or(0)});
  if (auto called = database_.insert_many(mention_table, mention_columns, cells); !called)
    return called.error();
  return fate::changed;
}

model::result<message_store::fate> message_store::apply(model::chat_id chat,
                                                        const delete_message& wanted) {
  auto thread = one<std::uint64_t>(database_, bury_text, {chat, wanted.seq, wanted.at, wanted.by},
                                   [](const row& from) { return from.get<std::uint64_t>(0); });
  if (!thread)
    return thread.error();
  if (!*thread)
    return fate::known;
  if (**thread != 0)
    if (auto taken = run(database_, take_from_thread, {chat, **thread}); !taken)
      return taken.error();
  // The entries are found by the versions, which therefore go after them.
  if (auto gone = run_all(database_,
                          {bury_entries, delete_versions, delete_mentions, delete_reactions,
                           delete_tallies, delete_pin},
                          {chat, wanted.seq});
      !gone)
    return gone.error();
  return fate::changed;
}

model::result<message_store::fate> message_store::apply(model::chat_id chat,
                                                        const add_reaction& wanted) {
  const auto added =
      count(database_, insert_reaction, {chat, wanted.seq, wanted.emoji, wanted.by, wanted.at});
  if (!added)
    return added.error();
  if (*added == 0)
    return fate::known;
  if (auto raised = run(database_, raise_tally, {chat, wanted.seq, wanted.emoji, wanted.at});
      !raised)
    return raised.error();
  return fate::changed;
}

model::result<message_store::fate> message_store::apply(model::chat_id chat,
                                                        const remove_reaction& wanted) {
  const auto removed =
      count(database_, delete_reaction, {chat, wanted.seq, wanted.emoji, wanted.by});
  if (!removed)
    return removed.error();
  if (*removed == 0)
    return fate::known;
  if (auto lowered =
          run_all(database_, {lower_tally, delete_empty_tally}, {chat, wanted.seq, wanted.emoji});
      !lowered)
    return lowered.error();
  return fate::changed;
}

model::result<message_store::fate> message_store::apply(model::chat_id chat,
                                                        const pin_message& wanted) {
  const auto pinned = count(database_, insert_pin, {chat, wanted.seq, wanted.by, wanted.at});
  if (!pinned)
    return pinned.error();
  return *pinned == 0 ? fate::known : fate::changed;
}

model::result<message_store::fate> message_store::apply(model::chat_id chat,
                                                        const unpin_message& wanted) {
  const auto unpinned = count(database_, delete_pin, {chat, wanted.seq});
  if (!unpinned)
    return unpinned.error();
  return *unpinned == 0 ? fate::known : fate::changed;
}

} // namespace vestnik::storage
