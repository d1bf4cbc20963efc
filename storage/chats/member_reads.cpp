#include "storage/requests/chat_members.hpp"
#include "storage/sql/query.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr statement select_chat_facts{
    "SELECT kind, title, about, writers, inviters FROM chats WHERE id = $1"};

constexpr statement select_members{R"(
  SELECT mine.user_id, mine.read_seq, mine.role, mine.joined_at, users.login, mine.read_at
  FROM chat_members AS mine JOIN users ON users.id = mine.user_id
  WHERE mine.chat_id = $1
  ORDER BY mine.user_id)"};

constexpr statement select_people{R"(
  SELECT users.id, users.login, users.name, mine.role, mine.joined_at, mine.read_seq, mine.read_at
  FROM chat_members AS mine JOIN users ON users.id = mine.user_id
  WHERE mine.chat_id = $1 AND mine.user_id > $2
  ORDER BY mine.user_id
  LIMIT $3)"};

} // namespace

model::result<members_of_chat::membership> members_of_chat::find(database& in) const {
  auto facts = one<chat_facts>(in, select_chat_facts, {chat}, [](const row& from) {
    return chat_facts{from.get<model::chat_kind>(0), from.get<std::string>(1),
                      from.get<std::string>(2), from.get<model::chat_role>(3),
                      from.get<model::chat_role>(4)};
  });
  if (!facts)
    return facts.error();
  if (!*facts)
    return model::error{model::ec::not_found, "no such chat"};
  auto members = all<chat_member>(in, select_members, {chat}, [](const row& from) {
    return chat_member{from.get<model::user_id>(0),   from.get<std::uint64_t>(1),
                       from.get<model::chat_role>(2), from.get<model::timestamp>(3),
                       from.get<std::string>(4),      from.get<model::timestamp>(5)};
  });
  if (!members)
    return members.error();
  return membership{std::move(**facts), std::move(*members)};
}

model::result<std::vector<people_of_chat::participant>> people_of_chat::find(database& in) const {
  return all<participant>(in, select_people, {chat, after, limit}, [](const row& from) {
    return participant{
        {from.get<model::user_id>(0), from.get<std::string>(1), from.get<std::string>(2)},
        from.get<model::chat_role>(3),
        from.get<model::timestamp>(4),
        from.get<std::uint64_t>(5),
        from.get<model::timestamp>(6)};
  });
}

} // namespace vestnik::storage
