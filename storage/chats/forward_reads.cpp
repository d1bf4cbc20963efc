#include "storage/requests/message_changes.hpp"
#include "storage/requests/rooms.hpp"
#include "storage/sql/query.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr statement select_original{R"(
  SELECT m.seq, users.id, users.login, users.name, m.sent_at, m.text, m.kind, m.details
  FROM messages AS m JOIN users ON users.id = m.author_id
  WHERE m.chat_id = $1 AND m.seq = $2 AND m.kind <> 1 AND m.deleted_at = 0)"};

messages_to_forward::original to_original(const row& from) {
  return {from.get<std::uint64_t>(0),
          {from.get<model::user_id>(1), from.get<std::string>(2), from.get<std::string>(3)},
          from.get<model::timestamp>(4),
          from.get<std::string>(5),
          from.get<message_kind>(6),
          from.get<std::string>(7)};
}

} // namespace

model::result<std::vector<messages_to_forward::original>>
messages_to_forward::find(database& in) const {
  const auto seen = may_see{reader, model::room_of(from)}.find(in);
  if (!seen)
    return seen.error();
  if (!*seen)
    return model::error{model::ec::not_found, "no such chat", "from"};
  auto order = seqs;
  std::ranges::sort(order);
  std::vector<original> found;
  for (const auto seq : order) {
    auto one_of_them = one<original>(in, select_original, {from, seq}, to_original);
    if (!one_of_them)
      return one_of_them.error();
    if (!*one_of_them)
      return model::error{model::ec::not_found, "no such message", "seqs"};
    found.push_back(std::move(**one_of_them));
  }
  return found;
}

} // namespace vestnik::storage
