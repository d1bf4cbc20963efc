#include "storage/requests/chats.hpp"
#include "storage/requests/messages.hpp"
#include "storage/sql/query.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::storage {

namespace {

// The page first, by the index of threads alone; then what it has, whichever way it was found.

// A thread has as well what the room shows of it (`branch`).

constexpr statement select_seqs_before{R"(
  SELECT seq FROM messages WHERE chat_id = $1 AND thread = $2 AND seq < $3
  UNION ALL
  SELECT seq FROM messages WHERE chat_id = $1 AND branch = $2 AND branch <> 0 AND seq < $3
  ORDER BY seq DESC
  LIMIT $4)"};

constexpr statement select_seqs_after{R"(
  SELECT seq FROM messages WHERE chat_id = $1 AND thread = $2 AND seq > $3
  UNION ALL
  SELECT seq FROM messages WHERE chat_id = $1 AND branch = $2 AND branch <> 0 AND seq > $3
  ORDER BY seq
  LIMIT $4)"};

constexpr statement select_messages{R"(
  SELECT m.id, m.seq, m.author_id, m.text, m.sent_at, m.kind, m.edited_at, m.deleted_at,
         m.deleted_by, m.thread, m.details, m.calls,
         quoted.seq, quoted.author_id, substr(quoted.text, 1, $6), quoted.deleted_at,
         threads.replies, threads.last_seq, threads.last_at, called.user_id, m.branch,
         answer.author_id, mine.read_seq,
         CASE WHEN mine.read_seq IS NULL THEN 0 ELSE (SELECT COUNT(*) FROM (
           SELECT 1 FROM messages AS one
           WHERE one.chat_id = m.chat_id AND one.thread = m.seq AND one.seq > mine.read_seq
             AND one.author_id <> mine.user_id AND one.deleted_at = 0
           LIMIT 100) AS unread) END
  FROM messages AS m
  LEFT JOIN messages AS quoted ON quoted.chat_id = m.chat_id AND quoted.seq = m.reply_to
  LEFT JOIN threads ON threads.chat_id = m.chat_id AND threads.root = m.seq
  LEFT JOIN message_mentions AS called
    ON called.chat_id = m.chat_id AND called.seq = m.seq AND called.user_id = $5
  LEFT JOIN messages AS answer
    ON answer.chat_id = m.chat_id AND answer.seq = threads.last_seq
  LEFT JOIN thread_followers AS mine
    ON mine.chat_id = m.chat_id AND mine.root = m.seq AND mine.user_id = $5
  WHERE m.chat_id = $1 AND m.seq IN (
    SELECT seq FROM messages
    WHERE chat_id = $1 AND thread = $2 AND seq >= $3 AND seq <= $4
    UNION ALL
    SELECT seq FROM messages
    WHERE chat_id = $1 AND branch = $2 AND branch <> 0 AND seq >= $3 AND seq <= $4)
  ORDER BY m.seq)"};
static_assert(most_unread == 100);

constexpr statement select_tallies{R"(
  SELECT tallies.seq, tallies.emoji, tallies.people, mine.seq
  FROM messages AS m
  JOIN reaction_tallies AS tallies ON tallies.chat_id = m.chat_id AND tallies.seq = m.seq
  LEFT JOIN reactions AS mine
    ON mine.chat_id = tallies.chat_id AND mine.seq = tallies.seq
   AND mine.emoji = tallies.emoji AND mine.user_id = $5
  WHERE m.chat_id = $1 AND m.seq IN (
    SELECT seq FROM messages
    WHERE chat_id = $1 AND thread = $2 AND seq >= $3 AND seq <= $4
    UNION ALL
    SELECT seq FROM messages
    WHERE chat_id = $1 AND branch = $2 AND branch <> 0 AND seq >= $3 AND seq <= $4)
  ORDER BY tallies.seq, tallies.first_at, tallies.emoji)"};

constexpr statement select_message_facts{R"(
  SELECT id, author_id, sent_at, kind, edits, deleted_at, thread, branch, text, details
  FROM messages WHERE chat_id = $1 AND seq = $2)"};

constexpr statement select_versions{R"(
  SELECT text, replaced_at FROM message_versions WHERE chat_id = $1 AND seq = $2
  ORDER BY number
  LIMIT $3)"};

constexpr statement select_pinned{R"(
  SELECT m.seq, m.author_id, substr(m.text, 1, $2), m.deleted_at, pins.pinned_by, pins.pinned_at
  FROM pinned_messages AS pins
  JOIN messages AS m ON m.chat_id = pins.chat_id AND m.seq = pins.seq
  WHERE pins.chat_id = $1
  ORDER BY pins.pinned_at DESC, pins.seq DESC
  LIMIT $3)"};

constexpr statement select_reactions{R"(
  SELECT users.id, users.login, users.name, reactions.emoji, reactions.reacted_at
  FROM reactions JOIN users ON users.id = reactions.user_id
  WHERE reactions.chat_id = $1 AND reactions.seq = $2
  ORDER BY reactions.emoji, reactions.user_id
  LIMIT $3)"};

std::uint64_t to_seq(const row& from) { return from.get<std::uint64_t>(0); }

quoted_message to_quotation(const row& from, int first) {
  return {from.get<std::uint64_t>(first), from.get<model::user_id>(first + 1),
          from.get<std::string>(first + 2), from.get<model::timestamp>(first + 3)};
}

thread_summary to_thread(const row& from) {
  thread_summary thread{.replies = from.get<std::uint32_t>(16),
                        .last_seq = from.get<std::uint64_t>(17),
                        .last_at = from.get<model::timestamp>(18),
                        .last_author = from.get<model::user_id>(21)};
  if (!from.is_null(22)) {
    thread.is = thread_summary::reading::follows;
    thread.read_seq = from.get<std::uint64_t>(22);
    thread.unread = from.get<std::uint32_t>(23);
  }
  return thread;
}

chat_message to_message(const row& from) {
  chat_message message{.id = from.get<model::message_id>(0),
                       .seq = from.get<std::uint64_t>(1),
                       .author = from.get<model::user_id>(2),
                       .text = from.get<std::string>(3),
                       .at = from.get<model::timestamp>(4),
                       .kind = from.get<message_kind>(5),
                       .edited_at = from.get<model::timestamp>(6),
                       .deleted_at = from.get<model::timestamp>(7),
                       .deleted_by = from.get<model::user_id>(8),
                       .thread = from.get<std::uint64_t>(9),
                       .branch = from.get<std::uint64_t>(20),
                       .details = from.get<std::string>(10)};
  message.calls_me = from.get<message_call>(11) == message_call::everybody || !from.is_null(19);
  if (!from.is_null(12))
    message.reply_to.push_back(to_quotation(from, 12));
  if (!from.is_null(16))
    message.replies.push_back(to_thread(from));
  return message;
}

struct placed_tally {
  std::uint64_t seq = 0;
  reaction_tally tally;
};

placed_tally to_tally(const row& from) {
  return {from.get<std::uint64_t>(0),
          {from.get<std::string>(1), from.get<std::uint32_t>(2), !from.is_null(3)}};
}

/// Both are in the order of their `seq`.
void put_into(std::vector<chat_message>& messages, std::vector<placed_tally> tallies) {
  auto message = messages.begin();
  for (auto& [seq, tally] : tallies) {
    while (message != messages.end() && message->seq < seq)
      ++message;
    if (message != messages.end() && message->seq == seq)
      message->reactions.push_back(std::move(tally));
  }
}

} // namespace

model::result<std::vector<chat_message>> chat_history::find(database& in) const {
  constexpr auto newest = std::numeric_limits<std::uint64_t>::max();
  const auto seqs =
      after == 0 ? all<std::uint64_t>(in, select_seqs_before,
                                      {chat, thread, before == 0 ? newest : before, limit}, to_seq)
                 : all<std::uint64_t>(in, select_seqs_after, {chat, thread, after, limit}, to_seq);
  if (!seqs)
    return seqs.error();
  if (seqs->empty())
    return std::vector<chat_message>{};
  const auto [first, last] = std::ranges::minmax(*seqs);
  auto messages = all<chat_message>(
      in, select_messages, {chat, thread, first, last, reader, chat_preview + 1}, to_message);
  if (!messages)
    return messages.error();
  auto tallies =
      all<placed_tally>(in, select_tallies, {chat, thread, first, last, reader}, to_tally);
  if (!tallies)
    return tallies.error();
  put_into(*messages, std::move(*tallies));
  if (after == 0)
    std::ranges::reverse(*messages);
  return messages;
}

model::result<message_by_seq::facts> message_by_seq::find(database& in) const {
  auto found = one<facts>(in, select_message_facts, {chat, seq}, [](const row& from) {
    return facts{from.get<model::message_id>(0),
                 from.get<model::user_id>(1),
                 from.get<model::timestamp>(2),
                 from.get<message_kind>(3),
                 from.get<std::uint32_t>(4),
                 from.get<model::timestamp>(5),
                 from.get<std::uint64_t>(6),
                 from.get<std::uint64_t>(7),
                 from.get<std::string>(8),
                 from.get<std::string>(9),
                 {}};
  });
  if (!found)
    return found.error();
  if (!*found)
    return model::error{model::ec::not_found, "no such message", "seq"};
  auto tallies =
      all<placed_tally>(in, select_tallies, {chat, (*found)->thread, seq, seq, reader}, to_tally);
  if (!tallies)
    return tallies.error();
  for (auto& each : *tallies)
    (*found)->reactions.push_back(std::move(each.tally));
  return std::move(**found);
}

model::result<std::vector<versions_of_message::version>>
versions_of_message::find(database& in) const {
  return all<version>(in, select_versions, {chat, seq, most_versions}, [](const row& from) {
    return version{from.get<std::string>(0), from.get<model::timestamp>(1)};
  });
}

model::result<std::vector<pinned_in_chat::pin>> pinned_in_chat::find(database& in) const {
  return all<pin>(in, select_pinned, {chat, chat_preview + 1, most_pinned}, [](const row& from) {
    return pin{to_quotation(from, 0), from.get<model::user_id>(4), from.get<model::timestamp>(5)};
  });
}

model::result<std::vector<reactions_to_message::reaction>>
reactions_to_message::find(database& in) const {
  return all<reaction>(in, select_reactions, {chat, seq, limit}, [](const row& from) {
    return reaction{
        {from.get<model::user_id>(0), from.get<std::string>(1), from.get<std::string>(2)},
        from.get<std::string>(3),
        from.get<model::timestamp>(4)};
  });
}

} // namespace vestnik::storage
