#include "messenger/membership.hpp"

#include <doctest/doctest.h>
#include <vector>

namespace vestnik::messenger::membership_tests {

TEST_SUITE_BEGIN("messenger/membership");

using model::chat_role;
using model::user_id;

namespace {

membership of(std::int64_t id, chat_role role, int since) {
  return {user_id{id}, role, model::timestamp{std::chrono::seconds{since}}};
}

} // namespace

TEST_CASE("a group is left to the admin who is there the longest") {
  const std::vector members{of(1, chat_role::owner, 1), of(2, chat_role::member, 2),
                            of(3, chat_role::admin, 9), of(4, chat_role::admin, 8)};
  CHECK(find_heir(members, user_id{1}) == user_id{4});
}

TEST_CASE("a group without admins is left to the member who is there the longest") {
  const std::vector members{of(1, chat_role::owner, 1), of(4, chat_role::member, 5),
                            of(3, chat_role::member, 5), of(2, chat_role::guest, 2)};
  CHECK(find_heir(members, user_id{1}) == user_id{3});
}

TEST_CASE("a group of guests, or of nobody, has no heir") {
  const std::vector members{of(1, chat_role::owner, 1), of(2, chat_role::guest, 2)};
  CHECK_FALSE(find_heir(members, user_id{1}).has_value());
  CHECK_FALSE(find_heir({}, user_id{1}).has_value());
}

TEST_SUITE_END();

} // namespace vestnik::messenger::membership_tests
