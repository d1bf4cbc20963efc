#include "storage/people/notice_store.hpp"

#include "storage/sql/query.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr std::array<std::string_view, 4> notice_columns{"whom", "about_kind", "about_id", "at"};
// A later time, whatever the clock says: what was read before is told no longer by its time.
constexpr bulk_statement insert_notices{notice_columns, R"(
  INSERT INTO notices (user_id, room_kind, room_id, noted_at)
  SELECT whom, about_kind, about_id, at FROM given WHERE true
  ON CONFLICT (user_id, room_kind, room_id) DO UPDATE SET noted_at =
    CASE WHEN notices.noted_at < excluded.noted_at THEN excluded.noted_at
         ELSE notices.noted_at + 1 END)"};

constexpr statement delete_notice{R"(
  DELETE FROM notices WHERE user_id = $1 AND room_kind = $2 AND room_id = $3 AND noted_at = $4
  RETURNING room_id)"};

constexpr statement select_of_user{R"(
  SELECT room_kind, room_id, noted_at FROM notices WHERE user_id = $1
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
  if (cells.empty())
    return {};
  return database_.execute_for_each(insert_notices, cells, show_nothing);
}

model::result<notice_store::fate> notice_store::remove(model::user_id person,
                                                       const told_notice& notice) {
  const auto removed = count(database_, delete_notice,
                             {person, notice.about.kind, notice.about.id, notice.noted_at});
  if (!removed)
    return removed.error();
  return *removed == 0 ? fate::told_before : fate::removed;
}

model::result<std::vector<told_notice>> notices_of_user::find(database& in) const {
  return all<told_notice>(in, select_of_user, {user}, [](const row& from) {
    return told_notice{{from.get<model::room_kind>(0), from.get<std::int64_t>(1)},
                       from.get<model::timestamp>(2)};
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
