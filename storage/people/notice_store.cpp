#include "storage/people/notice_store.hpp"

#include "storage/sql/query.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr std::string_view notice_table = "notices";
constexpr std::array<std::string_view, 4> notice_columns{"user_id", "room_kind", "room_id",
                                                         "noted_at"};

constexpr statement delete_notice{R"(
  DELETE FROM notices WHERE user_id = $1 AND room_kind = $2 AND room_id = $3
  RETURNING room_id)"};

constexpr statement select_of_user{R"(
  SELECT room_kind, room_id FROM notices WHERE user_id = $1
  ORDER BY noted_at, room_id
  LIMIT 100)"};

constexpr statement select_late{
    "SELECT user_id FROM notices WHERE noted_at < $1 ORDER BY noted_at LIMIT 1000"};

} // namespace

model::result<void> notice_store::note(std::span<const model::user_id> people,
                                       model::room_name about, model::timestamp at) {
  std::vector<value> cells;
  for (const auto person : people)
    cells.insert(cells.end(), {person, about.kind, about.id, at});
  return database_.insert_many(notice_table, notice_columns, cells);
}

model::result<notice_store::fate> notice_store::remove(model::user_id person,
                                                       model::room_name about) {
  auto result = fate::told_before;
  auto done = database_.execute(delete_notice, std::array<value, 3>{person, about.kind, about.id},
                                [&result](const row&) -> model::result<void> {
                                  result = fate::removed;
                                  return {};
                                });
  if (!done)
    return done.error();
  return result;
}

model::result<std::vector<model::room_name>> notices_of_user::find(database& in) const {
  return all<model::room_name>(in, select_of_user, {user}, [](const row& from) {
    return model::room_name{from.get<model::room_kind>(0), from.get<std::int64_t>(1)};
  });
}

model::result<std::vector<model::user_id>> people_with_notices::find(database& in) const {
  auto late = all<model::user_id>(in, select_late, {before},
                                  [](const row& from) { return from.get<model::user_id>(0); });
  if (late) {
    std::ranges::sort(*late);
    late->erase(std::ranges::unique(*late).begin(), late->end());
  }
  return late;
}

} // namespace vestnik::storage
