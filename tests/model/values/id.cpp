#include "model/values/id.hpp"

#include <doctest/doctest.h>
#include <unordered_set>

namespace vestnik::model::id_tests {

TEST_SUITE_BEGIN("model/values/id");

using namespace vestnik::model;

TEST_CASE("an id is read as it is written") {
  for (const std::int64_t value : {1L, 42L, 7236401234567890L, INT64_MAX}) {
    const auto read = parse_id(to_string(user_id{value}), "user");
    REQUIRE(read.has_value());
    CHECK(*read == value);
  }
}

TEST_CASE("an id that is not a positive decimal number is refused with the field's name") {
  for (const auto* text : {"", "0", "-1", "+1", " 1", "1 ", "01", "1.0", "1e3", "0x10", "abc",
                           "9223372036854775808", "99999999999999999999999", "１"}) {
    CAPTURE(text);
    const auto read = parse_id(text, "chat");
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ec::invalid);
    CHECK(read.error().field == "chat");
  }
}

TEST_CASE("no id means none") {
  CHECK_FALSE(user_id{});
  CHECK(user_id{1});
}

TEST_CASE("ids of one kind can be ordered and hashed") {
  CHECK(chat_id{1} < chat_id{2});
  const std::unordered_set<chat_id> seen{{1}, {2}, {1}};
  CHECK(seen.size() == 2);
}

TEST_SUITE_END();

} // namespace vestnik::model::id_tests
