#include "storage/requests/chats.hpp"
#include "storage/sql/query.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace vestnik::storage {

namespace {

// The range [$2, $3] is one chat, or all that a page may have. What is counted is counted up to a
// bound ($6), by the index of threads.
constexpr statement select_chats{R"(
  SELECT chats.id, chats.kind, chats.title, chats.about, chats.writers, chats.inviters,
         chats.members, mine.role, mine.muted_until, mine.pinned, mine.archived, mine.read_seq,
         rooms.last_seq, peer.id, peer.login, peer.name,
         last.id, last.seq, last.author_id, substr(last.text, 1, $5), last.sent_at, last.kind,
         last.details,
         COALESCE(last.sent_at, chats.created_at) AS active_at,
         (SELECT COUNT(*) FROM (
            SELECT 1 FROM messages
            WHERE chat_id = mine.chat_id AND thread = 0 AND seq > mine.read_seq
              AND author_id <> mine.user_id AND kind <> 1 AND deleted_at = 0
            LIMIT $6) AS unread) AS unread,
         (SELECT COUNT(*) FROM (
            SELECT 1 FROM message_mentions
            WHERE user_id = mine.user_id AND chat_id = mine.chat_id AND thread = 0
              AND seq > mine.read_seq
            LIMIT $6) AS named) AS named,
         (SELECT COUNT(*) FROM (
            SELECT 1 FROM messages
            WHERE chat_id = mine.chat_id AND calls = 1 AND thread = 0 AND seq > mine.read_seq
              AND author_id <> mine.user_id
            LIMIT $6) AS called) AS called
  FROM chat_members AS mine
  JOIN chats ON chats.id = mine.chat_id
  JOIN rooms ON rooms.kind = 1 AND rooms.id = mine.chat_id
  LEFT JOIN users AS peer
    ON peer.id = CASE WHEN chats.low_user = mine.user_id THEN chats.high_user
                      ELSE chats.low_user END
  LEFT JOIN messages AS last
    ON last.chat_id = mine.chat_id
   AND last.seq = (SELECT seq FROM messages
                   WHERE chat_id = mine.chat_id AND thread = 0 AND deleted_at = 0
                   ORDER BY seq DESC LIMIT 1)
  WHERE mine.user_id = $1 AND mine.chat_id >= $2 AND mine.chat_id <= $3
  ORDER BY mine.chat_id DESC
  LIMIT $4)"};

chat_message to_last_message(const row& from, int first) {
  return {.id = from.get<model::message_id>(first),
          .seq = from.get<std::uint64_t>(first + 1),
          .author = from.get<model::user_id>(first + 2),
          .text = from.get<std::string>(first + 3),
          .at = from.get<model::timestamp>(first + 4),
          .kind = from.get<message_kind>(first + 5),
          .details = from.get<std::string>(first + 6)};
}

chat_summary to_summary(const row& from) {
  chat_summary chat{
      .id = from.get<model::chat_id>(0),
      .peer = {from.get<model::user_id>(13), from.get<std::string>(14), from.get<std::string>(15)},
      .active_at = from.get<model::timestamp>(23),
      .facts = {from.get<model::chat_kind>(1), from.get<std::string>(2), from.get<std::string>(3),
                from.get<model::chat_role>(4), from.get<model::chat_role>(5)},
      .members = from.get<std::uint32_t>(6),
      .role = from.get<model::chat_role>(7),
      .settings = {from.get<model::timestamp>(8), from.get<std::uint64_t>(9),
                   from.get<int>(10) != 0},
      .seq = from.get<std::uint64_t>(12),
      .read_seq = from.get<std::uint64_t>(11),
      .unread = from.get<std::uint32_t>(24),
      .mentions = std::min(most_unread, from.get<std::uint32_t>(25) + from.get<std::uint32_t>(26))};
  if (!from.is_null(16))
    chat.last_message.push_back(to_last_message(from, 16));
  return chat;
}

} // namespace

model::result<std::vector<chat_summary>> chats_of_user::find(database& in) const {
  const model::chat_id end{std::numeric_limits<std::int64_t>::max()};
  const auto last = only ? only : model::chat_id{(before ? before : end).value - 1};
  return all<chat_summary>(in, select_chats,
                           {user, only, last, limit, chat_preview + 1, most_unread}, to_summary);
}

} // namespace vestnik::storage
