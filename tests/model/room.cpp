#include "model/room.hpp"

#include <doctest/doctest.h>
#include <unordered_set>

namespace vestnik::model::room_tests {

TEST_SUITE_BEGIN("model/room");

using namespace vestnik::model;

TEST_CASE("a room's name is read as it is written") {
  for (const auto& room : {room_of(chat_id{42}), room_of(account_id{7}), room_of(user_id{3})}) {
    const auto read = parse_room_name(to_string(room));
    REQUIRE(read.has_value());
    CHECK(*read == room);
  }
  CHECK(to_string(room_of(chat_id{42})) == "chat:42");
  CHECK(to_string(room_of(account_id{7})) == "mailbox:7");
  CHECK(to_string(room_of(user_id{3})) == "user:3");
}

TEST_CASE("other names are refused with the forms that are allowed") {
  for (const auto* text : {"", ":", "chat", "chat:", "chat:0", "chat:-1", "chat:042", "chat: 42",
                           "chat:42 ", "chat:4:2", "Chat:42", "group:42", "room:42", ":42",
                           "chat:9223372036854775808", "collection:5", "chat:\x31\x32x"}) {
    CAPTURE(text);
    const auto read = parse_room_name(text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ec::invalid);
    CHECK(read.error().message == "a room is named chat:ID, mailbox:ID or user:ID");
  }
}

TEST_CASE("rooms of different kinds with one number are different") {
  const std::unordered_set<room_name> rooms{room_of(chat_id{1}),
                                            room_of(account_id{1}),
                                            room_of(user_id{1}),
                                            {room_kind::collection, 1},
                                            room_of(chat_id{1})};
  CHECK(rooms.size() == 4);
}

TEST_CASE("the hash of a name keeps the kinds and the greatest number apart") {
  const std::hash<room_name> hash;
  constexpr auto most = (std::int64_t{1} << 62) - 1;
  for (const auto id : {std::int64_t{1}, std::int64_t{2}, most})
    for (const auto kind : {room_kind::chat, room_kind::mailbox, room_kind::user}) {
      CHECK(hash({kind, id}) != hash({room_kind::collection, id}));
      CHECK(hash({kind, id}) != hash({room_kind::collection, id - 1}));
    }
}

TEST_SUITE_END();

} // namespace vestnik::model::room_tests
