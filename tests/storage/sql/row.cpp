#include "storage/sql/row.hpp"

#include "model/room.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::row_tests {

TEST_SUITE_BEGIN("storage/sql/row");

using namespace vestnik;

namespace {

/// Column n has the number n and the text of it.
class counting_row final : public storage::row {
public:
  bool is_null(int) const override { return false; }
  std::int64_t integer(int column) const override { return column; }
  double real(int column) const override { return column / 2.0; }
  std::string text(int column) const override { return std::to_string(column); }
  std::string bytes(int column) const override { return text(column); }
};

} // namespace

TEST_CASE("a column can be had as each type that a value is made from") {
  const counting_row row;
  CHECK(row.get<std::string>(7) == "7");
  CHECK(row.get<double>(7) == 3.5);
  CHECK(row.get<std::uint64_t>(7) == 7u);
  CHECK(row.get<std::uint16_t>(7) == 7u);
  CHECK(row.get<model::chat_id>(7) == model::chat_id{7});
  CHECK(row.get<model::room_kind>(2) == model::room_kind::mailbox);
  CHECK(row.get<model::timestamp>(7) == model::timestamp{std::chrono::microseconds{7}});
}

TEST_SUITE_END();

} // namespace vestnik::storage::row_tests
