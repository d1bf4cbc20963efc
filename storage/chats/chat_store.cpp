#include "storage/chats/chat_store.hpp"

#include "storage/people/notice_store.hpp"
#include "storage/rooms/room_store.hpp"
#include "storage/sql/query.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
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

constexpr statement insert_saved{R"(
  INSERT INTO chats (id, created_at, kind, saved_by, members) VALUES ($1, $2, $3, $4, 1)
  ON CONFLICT (saved_by) DO NOTHING
  RETURNING id)"};

constexpr statement select_saved{"SELECT id FROM chats WHERE saved_by = $1"};

constexpr statement insert_group{R"(
  INSERT INTO chats (id, created_at, kind, title, about, writers, inviters, members)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};

constexpr std::string_view member_table = "chat_members";
constexpr std::array<std::string_view, 5> member_columns{"chat_id", "user_id", "read_seq",
                                                         "joined_at", "role"};

constexpr std::array<std::string_view, 4> mark_columns{"in_chat", "of_user", "up_to", "now"};
constexpr bulk_statement raise_marks{mark_columns, R"(
  UPDATE chat_members
  SET read_at = CASE WHEN read_seq < up_to THEN now ELSE read_at END,
      read_seq = CASE WHEN read_seq < up_to THEN up_to ELSE read_seq END
  FROM given
  WHERE chat_id = in_chat AND user_id = of_user
  RETURNING chat_id, user_id, read_seq)"};

/// What is behind the mark, as the list of chats counts it: up to `most_unread`.
constexpr std::array<std::string_view, 3> counted_columns{"in_chat", "of_user", "up_to"};
constexpr bulk_statement count_unread{counted_columns, R"(
  SELECT in_chat, of_user,
    (SELECT COUNT(*) FROM (
       SELECT 1 FROM messages
       WHERE chat_id = in_chat AND thread = 0 AND seq > up_to AND author_id <> of_user
         AND kind <> 1 AND deleted_at = 0
       LIMIT 100) AS unread),
    (SELECT COUNT(*) FROM (
       SELECT 1 FROM message_mentions
       WHERE user_id = of_user AND chat_id = in_chat AND thread = 0 AND seq > up_to
       LIMIT 100) AS named),
    (SELECT COUNT(*) FROM (
       SELECT 1 FROM messages
       WHERE chat_id = in_chat AND calls = 1 AND thread = 0 AND seq > up_to
         AND author_id <> of_user
       LIMIT 100) AS called)
  FROM given)"};
static_assert(most_unread == 100);

constexpr statement update_settings{R"(
  UPDATE chat_members SET muted_until = $3, pinned = $4, archived = $5
  WHERE chat_id = $1 AND user_id = $2
    AND (muted_until <> $3 OR pinned <> $4 OR archived <> $5)
  RETURNING user_id)"};

constexpr statement insert_member{R"(
  INSERT INTO chat_members (chat_id, user_id, read_seq, joined_at, role)
  VALUES ($1, $2, 0, $3, $4)
  ON CONFLICT (chat_id, user_id) DO NOTHING
  RETURNING user_id)"};

/// What was said before somebody came is not unread to them.
constexpr statement begin_reading{R"(
  UPDATE chat_members SET read_seq = $3 WHERE chat_id = $1 AND user_id = $2 AND joined_at = $4)"};

constexpr statement delete_member{
    "DELETE FROM chat_members WHERE chat_id = $1 AND user_id = $2 RETURNING user_id"};

constexpr statement end_following{
    "DELETE FROM thread_followers WHERE user_id = $1 AND chat_id = $2"};

constexpr statement count_members{"UPDATE chats SET members = members + $2 WHERE id = $1"};

constexpr statement update_role{R"(
  UPDATE chat_members SET role = $3 WHERE chat_id = $1 AND user_id = $2 AND role <> $3
  RETURNING user_id)"};

constexpr statement update_facts{R"(
  UPDATE chats SET kind = $2, title = $3, about = $4, writers = $5, inviters = $6
  WHERE id = $1
    AND (kind <> $2 OR title <> $3 OR about <> $4 OR writers <> $5 OR inviters <> $6)
  RETURNING id)"};

/// The room of a new chat, with its first entry.
model::result<void> make_room(database& in, model::chat_id chat,
                              std::span<const model::user_id> members, model::timestamp at) {
  room_store rooms{in};
  const auto room = model::room_of(chat);
  if (auto made = rooms.create(room, 1); !made)
    return made;
  boost::json::array ids;
  for (const auto member : members)
    ids.emplace_back(model::to_string(member));
  boost::json::object data;
  data.emplace("members", std::move(ids));
  log_entry created;
  created.kind = model::event_kind::chat_created;
  created.at = at;
  created.data = boost::json::serialize(data);
  const placed_entry first{room, 1, &created};
  if (auto written = rooms.write({&first, 1}); !written)
    return written;
  return notice_store{in}.note(members, room, at);
}

model::result<void> check_people(database& in, std::span<const model::user_id> people,
                                 std::string_view field) {
  for (const auto person : people) {
    const auto known = count(in, select_user, {person});
    if (!known)
      return known.error();
    if (*known == 0)
      return model::error{model::ec::not_found, "no such person", std::string{field}};
  }
  return {};
}

std::optional<chat_store::fate> unless_any(std::size_t rows) {
  return rows == 0 ? std::optional{chat_store::fate::known} : std::nullopt;
}

} // namespace

model::result<open_dialog::dialog> open_dialog::apply(database& in) const {
  if (caller == peer)
    return model::error{model::ec::invalid, "a dialog is with somebody else", "user"};
  if (auto known = check_people(in, {&peer, 1}, "user"); !known)
    return known.error();

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

  constexpr auto role = model::chat_role::member;
  const value members[]{candidate, low,  0, at, role, //
                        candidate, high, 0, at, role};
  if (auto added = in.insert_many(member_table, member_columns, members); !added)
    return added.error();
  if (auto room = make_room(in, candidate, std::array{low, high}, at); !room)
    return room.error();
  return dialog{candidate, origin::made};
}

model::result<open_dialog::dialog> open_saved::apply(database& in) const {
  using origin = open_dialog::origin;
  auto made = count(in, insert_saved, {candidate, at, model::chat_kind::saved, owner});
  if (!made)
    return made.error();
  if (*made == 0) {
    auto existing = one<model::chat_id>(
        in, select_saved, {owner}, [](const row& from) { return from.get<model::chat_id>(0); });
    if (!existing)
      return existing.error();
    return open_dialog::dialog{existing->value_or(model::chat_id{}), origin::existing};
  }
  const value members[]{candidate, owner, 0, at, model::chat_role::member};
  if (auto added = in.insert_many(member_table, member_columns, members); !added)
    return added.error();
  if (auto room = make_room(in, candidate, {&owner, 1}, at); !room)
    return room.error();
  return open_dialog::dialog{candidate, origin::made};
}

model::result<model::chat_id> create_group::apply(database& in) const {
  room_store rooms{in};
  if (auto known = check_people(in, members, "members"); !known)
    return known.error();
  const auto room = model::room_of(id);
  const operation wanted{owner, op, room, 0, "{}", at};
  auto is_new = rooms.note({&wanted, 1});
  if (!is_new)
    return is_new.error();
  if (!is_new->front()) {
    const auto first = rooms.find_first({&wanted, 1});
    if (!first)
      return first.error();
    const auto made = first->front().room;
    if (made.kind != model::room_kind::chat || first->front().seq != 0)
      return model::error{model::ec::conflict, "this op was used for something else", "op"};
    return model::chat_id{made.id};
  }
  if (auto made = run(in, insert_group,
                      {id, at, facts.kind, facts.title, facts.about, facts.writers, facts.inviters,
                       members.size() + 1});
      !made)
    return made.error();
  std::vector<model::user_id> people{owner};
  people.insert(people.end(), members.begin(), members.end());
  std::vector<value> cells;
  for (const auto person : people)
    cells.insert(
        cells.end(),
        {id, person, 1, at, person == owner ? model::chat_role::owner : model::chat_role::member});
  if (auto added = in.insert_many(member_table, member_columns, cells); !added)
    return added.error();
  if (auto made = make_room(in, id, people, at); !made)
    return made.error();
  return id;
}

model::result<mark_read::counters> mark_read::apply(database& in) const {
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
  std::map<member, const mark_read*> highest;
  for (const auto* each : marks)
    if (place_of(*each).after) {
      auto& mark = highest[{each->chat.value, each->user.value}];
      if (mark == nullptr || mark->seq < each->seq)
        mark = each;
    }
  std::vector<value> cells;
  cells.reserve(highest.size() * mark_columns.size());
  for (const auto& [whose, mark] : highest)
    cells.insert(cells.end(), {whose.first, whose.second, mark->seq, mark->at});
  std::map<member, mark_read::counters> now;
  auto written = database_.execute_for_each(
      raise_marks, cells, [&now](const row& from) -> model::result<void> {
        now[{from.get<std::int64_t>(0), from.get<std::int64_t>(1)}].read_seq =
            from.get<std::uint64_t>(2);
        return {};
      });
  if (!written)
    return written.error();
  std::vector<value> behind;
  for (const auto& [whose, mark] : now)
    behind.insert(behind.end(), {whose.first, whose.second, mark.read_seq});
  auto counted = database_.execute_for_each(
      count_unread, behind, [&now](const row& from) -> model::result<void> {
        auto& mark = now[{from.get<std::int64_t>(0), from.get<std::int64_t>(1)}];
        mark.unread = from.get<std::uint32_t>(2);
        mark.mentions =
            std::min(most_unread, from.get<std::uint32_t>(3) + from.get<std::uint32_t>(4));
        return {};
      });
  if (!counted)
    return counted.error();

  raised out;
  for (const auto* each : marks)
    if (const auto& place = place_of(*each); !place.after) {
      out.emplace_back(refusal_of(place));
    } else if (auto mark = now.find({each->chat.value, each->user.value}); mark != now.end()) {
      mark->second.seq = *place.after;
      out.emplace_back(mark->second);
    } else
      out.emplace_back(model::error{model::ec::not_found, "no such chat", "chat"});
  return out;
}

model::result<chat_store::fate> chat_store::change(model::chat_id chat,
                                                   const membership_change& wanted) {
  return std::visit([&](const auto& each) { return apply(chat, each); }, wanted);
}

model::result<chat_store::fate> chat_store::change(model::user_id user,
                                                   const chat_settings_row& wanted) {
  const auto& to = wanted.to;
  const auto changed = count(database_, update_settings,
                             {wanted.chat, user, to.muted_until, to.pinned, to.archived ? 1 : 0});
  if (!changed)
    return changed.error();
  return unless_any(*changed).value_or(fate::changed);
}

model::result<void> chat_store::finish(model::chat_id chat, const membership_change& wanted,
                                       std::uint64_t seq) {
  if (const auto* added = std::get_if<add_members>(&wanted))
    for (const auto person : added->people)
      if (auto begun = run(database_, begin_reading, {chat, person, seq, added->at}); !begun)
        return begun;
  return {};
}

model::result<chat_store::fate> chat_store::apply(model::chat_id chat, const add_members& wanted) {
  std::vector<model::user_id> added;
  for (const auto person : wanted.people) {
    const auto is_new = count(database_, insert_member, {chat, person, wanted.at, wanted.role});
    if (!is_new)
      return is_new.error();
    if (*is_new != 0)
      added.push_back(person);
  }
  if (const auto nothing = unless_any(added.size()))
    return *nothing;
  if (auto counted = run(database_, count_members, {chat, added.size()}); !counted)
    return counted.error();
  if (auto noted = notice_store{database_}.note(added, model::room_of(chat), wanted.at); !noted)
    return noted.error();
  return fate::changed;
}

model::result<chat_store::fate> chat_store::apply(model::chat_id chat,
                                                  const remove_member& wanted) {
  const auto removed = count(database_, delete_member, {chat, wanted.user});
  if (!removed)
    return removed.error();
  if (const auto nothing = unless_any(*removed))
    return *nothing;
  if (auto counted = run(database_, count_members, {chat, -1}); !counted)
    return counted.error();
  if (auto ended = run(database_, end_following, {wanted.user, chat}); !ended)
    return ended.error();
  if (wanted.heir)
    if (auto raised = count(database_, update_role, {chat, wanted.heir, model::chat_role::owner});
        !raised)
      return raised.error();
  if (auto noted = notice_store{database_}.note({&wanted.user, 1}, model::room_of(chat), wanted.at);
      !noted)
    return noted.error();
  return fate::changed;
}

model::result<chat_store::fate> chat_store::apply(model::chat_id chat, const change_role& wanted) {
  const auto changed = count(database_, update_role, {chat, wanted.user, wanted.to});
  if (!changed)
    return changed.error();
  if (const auto nothing = unless_any(*changed))
    return *nothing;
  if (wanted.former_owner)
    if (auto lowered =
            count(database_, update_role, {chat, wanted.former_owner, model::chat_role::admin});
        !lowered)
      return lowered.error();
  return fate::changed;
}

model::result<chat_store::fate> chat_store::apply(model::chat_id chat, const change_facts& wanted) {
  const auto& to = wanted.to;
  const auto changed =
      count(database_, update_facts, {chat, to.kind, to.title, to.about, to.writers, to.inviters});
  if (!changed)
    return changed.error();
  return unless_any(*changed).value_or(fate::changed);
}

} // namespace vestnik::storage
