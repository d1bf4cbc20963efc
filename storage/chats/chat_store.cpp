#include "storage/chats/chat_store.hpp"

#include "storage/people/notice_store.hpp"
#include "storage/rooms/room_store.hpp"
#include "storage/sql/query.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr statement select_user{"SELECT id FROM users WHERE id = $1"};

constexpr statement insert_dialog{R"(
  INSERT INTO chats (id, low_user, high_user, created_at)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (low_user, high_user) DO NOTHING
  RETURNING id)"};

constexpr statement select_dialog{"SELECT id FROM chats WHERE low_user = $1 AND high_user = $2"};

constexpr std::string_view member_table = "chat_members";
constexpr std::array<std::string_view, 4> member_columns{"chat_id", "user_id", "read_seq",
                                                         "joined_at"};

constexpr std::string_view message_table = "messages";
constexpr std::array<std::string_view, 6> message_columns{"chat_id",   "seq",     "id",
                                                          "author_id", "sent_at", "text"};

// The range [$2, $3] is one chat, or all that a page may have.
constexpr statement select_chats{R"(
  SELECT chats.id, peer.id, peer.login, peer.name,
         last.id, last.seq, last.author_id, substr(last.text, 1, $5), last.sent_at,
         COALESCE(last.sent_at, chats.created_at) AS active_at
  FROM chat_members AS mine
  JOIN chats ON chats.id = mine.chat_id
  JOIN chat_members AS other
    ON other.chat_id = mine.chat_id AND other.user_id <> mine.user_id
  JOIN users AS peer ON peer.id = other.user_id
  LEFT JOIN messages AS last
    ON last.chat_id = mine.chat_id
   AND last.seq = (SELECT MAX(seq) FROM messages WHERE chat_id = mine.chat_id)
  WHERE mine.user_id = $1 AND mine.chat_id >= $2 AND mine.chat_id <= $3
  ORDER BY mine.chat_id DESC
  LIMIT $4)"};

constexpr statement select_members{
    "SELECT user_id, read_seq FROM chat_members WHERE chat_id = $1 ORDER BY user_id"};

constexpr std::array<std::string_view, 3> mark_columns{"in_chat", "of_user", "up_to"};
constexpr bulk_statement raise_marks{mark_columns, R"(
  UPDATE chat_members SET read_seq = CASE WHEN read_seq < up_to THEN up_to ELSE read_seq END
  FROM given
  WHERE chat_id = in_chat AND user_id = of_user
  RETURNING chat_id, user_id, read_seq)"};

constexpr statement select_history{R"(
  SELECT id, seq, author_id, text, sent_at FROM messages
  WHERE chat_id = $1 AND seq < $2
  ORDER BY seq DESC
  LIMIT $3)"};

chat_message to_message(const row& from, int first) {
  return {from.get<model::message_id>(first), from.get<std::uint64_t>(first + 1),
          from.get<model::user_id>(first + 2), from.get<std::string>(first + 3),
          from.get<model::timestamp>(first + 4)};
}

chat_summary to_summary(const row& from) {
  chat_summary chat{
      .id = from.get<model::chat_id>(0),
      .peer = {from.get<model::user_id>(1), from.get<std::string>(2), from.get<std::string>(3)},
      .last_message = {},
      .active_at = from.get<model::timestamp>(9)};
  if (!from.is_null(4))
    chat.last_message.push_back(to_message(from, 4));
  return chat;
}

/// The room of a new dialog, with its first entry.
model::result<void> make_room(database& in, const open_dialog& dialog) {
  room_store rooms{in};
  const auto room = model::room_of(dialog.candidate);
  if (auto made = rooms.create(room, 1); !made)
    return made;
  const auto [low, high] = std::minmax(dialog.caller, dialog.peer);
  const boost::json::object data{
      {"members", boost::json::array{model::to_string(low), model::to_string(high)}}};
  log_entry created;
  created.kind = model::event_kind::chat_created;
  created.at = dialog.at;
  created.data = boost::json::serialize(data);
  const placed_entry first{room, 1, &created};
  return rooms.write({&first, 1});
}

} // namespace

model::result<open_dialog::dialog> open_dialog::apply(database& in) const {
  if (caller == peer)
    return model::error{model::ec::invalid, "a dialog is with somebody else", "user"};
  auto known = count(in, select_user, {peer});
  if (!known)
    return known.error();
  if (*known == 0)
    return model::error{model::ec::not_found, "no such person", "user"};

  const auto [low, high] = std::minmax(caller, peer);
  // Of two that make it at the same time one makes it and the other reads it, by the unique key.
  auto made = count(in, insert_dialog, {candidate, low, high, at});
  if (!made)
    return made.error();
  if (*made == 0) {
    auto existing = one<model::chat_id>(in, select_dialog, {low, high}, [](const row& from) {
      return from.get<model::chat_id>(0);
    });
    if (!existing)
      return existing.error();
    return dialog{existing->value_or(model::chat_id{}), origin::existing};
  }

  const value members[]{candidate, low,  0, at, //
                        candidate, high, 0, at};
  if (auto added = in.insert_many(member_table, member_columns, members); !added)
    return added.error();
  if (auto room = make_room(in, *this); !room)
    return room.error();
  if (auto noted = notice_store{in}.note(std::array{low, high}, model::room_of(candidate), at);
      !noted)
    return noted.error();
  return dialog{candidate, origin::made};
}

model::result<void> chat_store::write(std::span<const placed_message> messages) {
  std::vector<value> cells;
  cells.reserve(messages.size() * message_columns.size());
  for (const auto& [chat, seq, at, message] : messages)
    cells.insert(cells.end(), {chat, seq, message->id, message->author, at, message->text});
  return database_.insert_many(message_table, message_columns, cells);
}

model::result<std::uint64_t> mark_read::apply(database& in) const {
  const auto* only = this;
  auto done = chat_store{in}.raise({&only, 1});
  if (!done)
    return done.error();
  return std::move(done->front());
}

model::result<chat_store::raised> chat_store::raise(std::span<const mark_read* const> marks) {
  std::set<log_places::key_type> owners;
  for (const auto* each : marks)
    owners.insert({model::room_of(each->chat), each->token});
  std::vector<log_places> held;
  for (const auto& [room, token] : owners)
    held.push_back({room, token, 0});
  // Until the transaction ends: another owner waits, and reads them.
  if (auto done = room_store{database_}.hold(held); !done)
    return done.error();
  const auto place_of = [&held](const mark_read& mark) -> const log_places& {
    const log_places::key_type key{model::room_of(mark.chat), mark.token};
    return *std::ranges::lower_bound(held, key, {}, &log_places::key);
  };

  using member = std::pair<std::int64_t, std::int64_t>;
  std::map<member, std::uint64_t> highest;
  for (const auto* each : marks)
    if (place_of(*each).after) {
      auto& mark = highest[{each->chat.value, each->user.value}];
      mark = std::max(mark, each->seq);
    }
  std::vector<value> cells;
  cells.reserve(highest.size() * mark_columns.size());
  for (const auto& [whose, seq] : highest)
    cells.insert(cells.end(), {whose.first, whose.second, seq});
  std::map<member, std::uint64_t> now;
  auto written = database_.execute_for_each(
      raise_marks, cells, [&now](const row& from) -> model::result<void> {
        now[{from.get<std::int64_t>(0), from.get<std::int64_t>(1)}] = from.get<std::uint64_t>(2);
        return {};
      });
  if (!written)
    return written.error();

  raised out;
  for (const auto* each : marks)
    if (const auto& place = place_of(*each); !place.after)
      out.emplace_back(refusal_of(place));
    else if (const auto mark = now.find({each->chat.value, each->user.value}); mark != now.end())
      out.emplace_back(mark->second);
    else
      out.emplace_back(model::error{model::ec::not_found, "no such chat", "chat"});
  return out;
}

model::result<std::vector<chat_summary>> chats_of_user::find(database& in) const {
  const model::chat_id end{std::numeric_limits<std::int64_t>::max()};
  const auto last = only ? only : model::chat_id{(before ? before : end).value - 1};
  return all<chat_summary>(in, select_chats, {user, only, last, limit, chat_preview + 1},
                           to_summary);
}

model::result<std::vector<chat_member>> members_of_chat::find(database& in) const {
  auto members = all<chat_member>(in, select_members, {chat}, [](const row& from) {
    return chat_member{from.get<model::user_id>(0), from.get<std::uint64_t>(1)};
  });
  if (members && members->empty())
    return model::error{model::ec::not_found, "no such chat"};
  return members;
}

model::result<std::vector<chat_message>> chat_history::find(database& in) const {
  constexpr auto newest = std::numeric_limits<std::uint64_t>::max();
  return all<chat_message>(in, select_history, {chat, before == 0 ? newest : before, limit},
                           [](const row& from) { return to_message(from, 0); });
}

} // namespace vestnik::storage
