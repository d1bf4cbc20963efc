// Stands in for storage/schema/migrations.cpp in a node of the next version, whose schema has more:
// a table, and columns of those that nodes of this version read and write.
#define migrations migrations_as_before
#include "storage/schema/migrations.cpp"
#undef migrations

#include <vector>

namespace vestnik::storage {

namespace {

constexpr statement news[]{
    "CREATE TABLE news (id BIGINT PRIMARY KEY, of TEXT NOT NULL)",
    "ALTER TABLE messages ADD COLUMN news TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE room_log ADD COLUMN news TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE rooms ADD COLUMN news BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE nodes ADD COLUMN news BIGINT NOT NULL DEFAULT 0",
    "CREATE INDEX messages_by_news ON messages (news)",
};

std::vector<migration> with_news() {
  const auto before = migrations_as_before();
  std::vector<migration> all{before.begin(), before.end()};
  all.push_back({before.back().version + 1, "news", news});
  return all;
}

} // namespace

std::span<const migration> migrations() noexcept;

std::span<const migration> migrations() noexcept {
  static const std::vector<migration> all = with_news();
  return all;
}

} // namespace vestnik::storage
