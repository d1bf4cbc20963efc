#define CAF_SUITE no_such_room
#include "actors/rooms/no_such_room.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

CAF_TEST(a room that is not there is named as it was asked for) {
  const auto refusal = [](model::room_kind kind) {
    return from_caf(no_such_room(model::command{{}, {kind, 7}, {}, {}}));
  };
  CAF_CHECK(refusal(model::room_kind::chat) ==
            (model::error{model::ec::not_found, "no such chat", "chat"}));
  CAF_CHECK(refusal(model::room_kind::mailbox) ==
            (model::error{model::ec::not_found, "no such mail account", "account"}));
  CAF_CHECK(refusal(model::room_kind::user) ==
            (model::error{model::ec::not_found, "no such room"}));
  CAF_CHECK(from_caf(no_such_room(room_join{})) ==
            (model::error{model::ec::not_found, "no such room", "rooms"}));
}
