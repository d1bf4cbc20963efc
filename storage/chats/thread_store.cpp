#include "storage/requests/chats.hpp"
#include "storage/requests/threads.hpp"
#include "storage/rooms/room_store.hpp"
#include "storage/sql/query.hpp"

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr statement raise_thread_mark{R"(
  UPDATE thread_followers SET read_seq = $4
  WHERE chat_id = $1 AND root = $2 AND user_id = $3 AND read_seq < $4)"};

/// What began a thread, or can: a message of a person in the room itself, which no thread has.
constexpr statement select_root{R"(
  SELECT seq FROM messages
  WHERE chat_id = $1 AND seq = $2 AND thread = 0 AND branch = 0 AND kind <> 1)"};

constexpr statement insert_follower{R"(
  INSERT INTO thread_followers (chat_id, root, user_id, read_seq) VALUES ($1, $2, $3, $4)
  ON CONFLICT (chat_id, root, user_id) DO NOTHING)"};

constexpr statement delete_follower{
    "DELETE FROM thread_followers WHERE chat_id = $1 AND root = $2 AND user_id = $3"};

/// As pages of history count it.
constexpr statement count_in_thread{R"(
  SELECT mine.read_seq,
    (SELECT COUNT(*) FROM (
       SELECT 1 FROM messages
       WHERE chat_id = $1 AND thread = $2 AND seq > mine.read_seq AND author_id <> $3
         AND deleted_at = 0
       LIMIT 100) AS unread)
  FROM thread_followers AS mine
  WHERE mine.chat_id = $1 AND mine.root = $2 AND mine.user_id = $3)"};
static_assert(most_unread == 100);

constexpr statement select_roots{R"(
  SELECT root FROM threads WHERE chat_id = $1 AND last_seq < $2 AND replies > 0
  ORDER BY last_seq DESC
  LIMIT $3)"};

} // namespace

model::result<mark_thread::counters> mark_thread::apply(database& in) const {
  log_places held[]{{model::room_of(chat), token, 0}};
  if (auto done = room_store{in}.hold(held); !done)
    return done.error();
  if (!held[0].after)
    return refusal_of(held[0]);
  if (does == action::follow) {
    const auto known = count(in, select_root, {chat, root});
    if (!known)
      return known.error();
    if (*known == 0)
      return model::error{model::ec::not_found, "no such message here", "thread"};
  }
  model::result<void> written;
  switch (does) {
  case action::read:
    written = run(in, raise_thread_mark, {chat, root, user, seq});
    break;
  case action::follow:
    written = run(in, insert_follower, {chat, root, user, seq});
    break;
  case action::unfollow:
    written = run(in, delete_follower, {chat, root, user});
    break;
  }
  if (!written)
    return written.error();
  auto now = one<counters>(in, count_in_thread, {chat, root, user}, [](const row& from) {
    return counters{thread_summary::reading::follows, from.get<std::uint64_t>(0),
                    from.get<std::uint32_t>(1), 0};
  });
  if (!now)
    return now.error();
  auto counted = now->value_or(counters{});
  counted.seq = *held[0].after;
  return counted;
}

model::result<std::vector<chat_message>> threads_of_chat::find(database& in) const {
  constexpr auto newest = std::numeric_limits<std::int64_t>::max();
  const auto roots = all<std::uint64_t>(
      in, select_roots, {chat, before == 0 ? newest : static_cast<std::int64_t>(before), limit},
      [](const row& from) { return from.get<std::uint64_t>(0); });
  if (!roots)
    return roots.error();
  std::vector<chat_message> found;
  for (const auto root : *roots) {
    // The page of this one message.
    auto page = chat_history{chat, root + 1, 1, reader}.find(in);
    if (!page)
      return page.error();
    for (auto& each : *page)
      found.push_back(std::move(each));
  }
  return found;
}

} // namespace vestnik::storage
