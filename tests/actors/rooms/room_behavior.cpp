#define CAF_SUITE room_behavior
#include "actors/rooms/room_behavior.hpp"

#include "actors/store/read_queue.hpp"

#include <caf/typed_event_based_actor.hpp>

#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace room_behavior_tests {

using std::chrono::milliseconds;

constexpr model::room_name room{model::room_kind::user, 1};

/// Owns a user's room, and answers one command with what is searched for.
struct owner_state {
  static inline const char* name = "owner";
  using self_pointer = room_actor::stateful_pointer<owner_state>;

  explicit owner_state(self_pointer) {}

  caf::result<model::json_text> run(const model::command& command) {
    return run_command<model::user_command>(*this, command);
  }
  caf::result<model::json_text> answer(const model::command&, const model::search_people& body) {
    return model::json_text{body.prefix};
  }
  caf::result<model::json_text> answer(const model::command&, const auto&) {
    return model::json_text{};
  }
  caf::result<room_joined> join(const room_join& request) { return room->join(request); }

  std::unique_ptr<room_owner> room;
};

using owner_pointer = owner_state::self_pointer;

void activate(owner_pointer self, store database) {
  self->state.room =
      std::make_unique<room_owner>(self, room, std::move(database), room_settings{"n1", {}});
  self->state.room->activate();
}

room_actor::behavior_type plain_owner(owner_pointer self, store database) {
  activate(self, std::move(database));
  return room_behavior(self);
}

/// Is never unloaded, and counts the notices.
room_actor::behavior_type busy_owner(owner_pointer self, store database, int* notices) {
  activate(self, std::move(database));
  return room_behavior(
      self, [](atom::rest) { return activity::busy; },
      [notices](const room_notice&) { ++*notices; });
}

struct fixture : actor_fixture {
  fixture() {
    db.person(1, "alice");
    aut = sys.spawn(plain_owner, db.handles);
    consume_messages();
  }

  ~fixture() { end(aut); }

  static model::command command(model::command_body body) {
    return {model::user_id{1}, room, {}, std::move(body)};
  }

  actor_store db{sys};
  room_actor aut;
};

} // namespace room_behavior_tests

CAF_TEST_FIXTURE_SCOPE(room_behavior_tests, fixture)

CAF_TEST(an owner answers its own commands and no others) {
  const auto known = ask<model::json_text>(aut, command(model::search_people{"al"}));
  CAF_CHECK_EQUAL(must(known).text, "al");
  CAF_CHECK(code_of(ask<model::json_text>(aut, command(model::typing{}))) ==
            model::ec::unknown_action);
}

CAF_TEST(an owner says where those who may join go on) {
  const auto joined = ask<room_joined>(aut, room_join{model::user_id{1}, room, 0, {}});
  CAF_CHECK(must(joined).client == room_joined::position::known);
}

CAF_TEST(an owner that hands its room over refuses commands and joins) {
  question<std::monostate> moved{sys, aut, atom::hand_over::value};
  question<model::json_text> late{sys, aut, command(model::search_people{"al"})};
  question<room_joined> later{sys, aut, room_join{model::user_id{1}, room, 0, {}}};
  consume_messages();
  CAF_CHECK(moved.answer().has_value());
  CAF_CHECK(code_of(late.answer()) == model::ec::unavailable);
  CAF_CHECK(code_of(later.answer()) == model::ec::unavailable);
}

CAF_TEST(an owner does not begin with what nobody waits for any longer) {
  auto late = command(model::search_people{"al"});
  late.until = model::deadline::after(store_patience + milliseconds{1}, sys.clock().now());
  CAF_CHECK(ask<model::json_text>(aut, late).has_value());
  room_join join{model::user_id{1}, room, 0, {}};
  join.until = late.until;
  room_read read{room, 0, 1, 1};
  read.until = late.until;
  advance_time(milliseconds{1});
  CAF_CHECK(code_of(ask<model::json_text>(aut, late)) == model::ec::unavailable);
  CAF_CHECK(code_of(ask<room_joined>(aut, join)) == model::ec::unavailable);
  CAF_CHECK(code_of(ask<room_page>(aut, read)) == model::ec::unavailable);
}

CAF_TEST(the database is asked of a room only while somebody waits for the answer) {
  const auto token = db.commit(storage::activate_room{room, "n1"}).token;
  storage::log_entry entry;
  entry.kind = model::event_kind::chat_created;
  entry.data = "{}";
  db.commit(storage::append{room, token, {entry}, {}});
  const auto& reader = db.handles.readers.front();
  auto queue = sys.spawn(read_queue, std::vector{reader}, read_queue_settings{});
  auto owner = sys.spawn(plain_owner, store{db.handles.writer, {queue}});
  consume_messages();
  const auto ask_with = [&](milliseconds left) {
    room_read request{room, 0, 1, 1};
    request.until = model::deadline::after(left, sys.clock().now());
    return question<room_page>{sys, owner, request};
  };
  CAF_MESSAGE("somebody's question keeps the reader busy");
  const question<storage::person> slow{sys, queue, storage::user_by_id{model::user_id{1}}};
  expect((storage::user_by_id), from(_).to(queue));
  auto early = ask_with(store_patience + milliseconds{1});
  expect((room_read), from(_).to(owner));
  expect((storage::log_range), from(owner).to(queue));
  auto late = ask_with(store_patience);
  expect((room_read), from(_).to(owner));
  CAF_CHECK(code_of(late.answer()) == model::ec::unavailable);
  disallow((storage::log_range), from(owner).to(queue));
  sched.advance_time(store_patience + milliseconds{1});
  expect((atom::expire), from(queue).to(queue));
  expect((caf::error), from(queue).to(owner));
  CAF_CHECK(code_of(early.answer()) == model::ec::unavailable);
  expect((storage::user_by_id), from(queue).to(reader));
  expect((storage::person), from(reader).to(queue));
  disallow((storage::log_range), from(queue).to(reader));
  end(owner, queue);
}

CAF_TEST(an owner hears no notice unless it has a handler of its own) {
  int notices = 0;
  auto busy = sys.spawn(busy_owner, db.handles, &notices);
  consume_messages();
  const room_notice notice{room, room_notice::chat_opened{}};
  say(self, aut, notice);
  say(self, busy, notice);
  consume_messages();
  CAF_CHECK_EQUAL(notices, 1);
  CAF_CHECK(!has_ended(aut));
  end(busy);
}

CAF_TEST(an owner rests when the room does unless it has a handler of its own) {
  int notices = 0;
  auto busy = sys.spawn(busy_owner, db.handles, &notices);
  consume_messages();
  CAF_CHECK(must(ask<activity>(aut, atom::rest::value)) == activity::resting);
  CAF_CHECK(must(ask<activity>(busy, atom::rest::value)) == activity::busy);
  end(busy);
}

CAF_TEST_FIXTURE_SCOPE_END()
