#define CAF_SUITE room_owner_missing
#include "actors/messenger/chat.hpp"
#include "actors/rooms/room_owner.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using failure = storage::test::failing_database::failure;

namespace room_owner_missing_tests {

constexpr model::chat_id id{42};
constexpr model::room_name room{model::room_kind::chat, 42};
constexpr model::user_id alice{1};

/// A dialog that somebody follows.
struct fixture : actor_fixture {
  fixture() {
    db.person(1, "alice");
    db.person(2, "boris");
    db.commit(storage::open_dialog{id, alice, model::user_id{2}, at(1)});
    aut =
        sys.spawn(chat, id, db.handles, directory_actor{}, std::make_shared<model::id_generator>(0),
                  room_settings{"n1", {}}, chat_limits{});
    consume_messages();
    say(relay.handle, aut, room_follow{room});
    consume_messages();
  }

  ~fixture() { end(aut, relay.handle); }

  actor_store db{sys};
  witness<std::uint64_t, relay_retry> relay{sys};
  room_actor aut;
};

} // namespace room_owner_missing_tests

CAF_TEST_FIXTURE_SCOPE(room_owner_missing_tests, fixture)

CAF_TEST(an owner whose room is gone says so at once to whoever follows it) {
  db.change(storage::statement{"DELETE FROM room_log"});
  db.change(storage::statement{"DELETE FROM rooms"});
  CAF_MESSAGE("it finds that out when it settles a write");
  *db.commits = {{model::ec::outcome_unknown, failure::end::undone}};
  const auto sent = ask<model::json_text>(
      aut, model::command{alice, room, "op", model::send_message{"text", 0, 0}});
  CAF_CHECK(!sent);
  CAF_REQUIRE_EQUAL(relay.heard<relay_retry>().size(), 1u);
  CAF_CHECK(relay.heard<relay_retry>()[0].room == room);
  CAF_MESSAGE("and answers when asked again");
  CAF_CHECK(code_of(ask<std::uint64_t>(aut, room_follow{room})) == model::ec::not_found);
}

CAF_TEST_FIXTURE_SCOPE_END()
