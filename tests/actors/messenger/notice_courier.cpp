#define CAF_SUITE notice_courier
#include "actors/messenger/notice_courier.hpp"

#include "model/values/clock.hpp"

#include <vector>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace notice_courier_tests {

constexpr std::chrono::seconds pause{5};

struct fixture : actor_fixture {
  fixture() {
    db.person(1, "alice");
    db.person(2, "boris");
    rooms = spawn_fake<own_rooms_actor>(
        sys, [seen = woken](atom::wake, model::room_name name) { seen->push_back(name); });
    aut = sys.spawn(notice_courier, db.handles.readers[0], rooms, std::chrono::milliseconds{pause});
    consume_messages();
  }
  ~fixture() { end(aut, rooms); }

  actor_store db{sys};
  std::shared_ptr<std::vector<model::room_name>> woken =
      std::make_shared<std::vector<model::room_name>>();
  own_rooms_actor rooms;
  notice_courier_actor aut;
};

} // namespace notice_courier_tests

CAF_TEST_FIXTURE_SCOPE(notice_courier_tests, fixture)

CAF_TEST(people who are late to be told are woken at each look) {
  db.commit(storage::open_dialog{model::chat_id{42}, model::user_id{1}, model::user_id{2}, at(1)});
  CAF_CHECK(woken->empty());
  const std::vector both{model::room_of(model::user_id{1}), model::room_of(model::user_id{2})};
  sched.advance_time(pause);
  consume_messages();
  CAF_CHECK(*woken == both);
  woken->clear();
  sched.advance_time(pause);
  consume_messages();
  CAF_CHECK(*woken == both);
}

CAF_TEST(what was noted just now is still under way) {
  db.commit(storage::open_dialog{model::chat_id{42}, model::user_id{1}, model::user_id{2},
                                 model::now() + std::chrono::hours{1}});
  sched.advance_time(pause);
  consume_messages();
  CAF_CHECK(woken->empty());
}

CAF_TEST(a look that the database refuses is repeated) {
  db.commit(storage::open_dialog{model::chat_id{42}, model::user_id{1}, model::user_id{2}, at(1)});
  caf::anon_send_exit(db.handles.readers[0], caf::exit_reason::kill);
  consume_messages();
  sched.advance_time(pause);
  consume_messages();
  CAF_CHECK(woken->empty());
  CAF_CHECK(!has_ended(aut));
}

CAF_TEST_FIXTURE_SCOPE_END()
