#define CAF_SUITE mailbox_waker
#include "actors/mail/mailbox_waker.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace mailbox_waker_tests {

constexpr std::chrono::milliseconds pause{1000};

struct fixture : actor_fixture {
  using accounts = std::vector<model::account_id>;

  fixture() {
    reader = spawn_fake<store_reader_actor>(
        sys, [this](const storage::followed_mail_accounts&) -> caf::result<accounts> {
          ++questions;
          if (is_away)
            return to_caf({model::ec::unavailable, "the database cannot be reached"});
          return accounts{{7}, {8}};
        });
    rooms = spawn_fake<own_rooms_actor>(
        sys, [this](vestnik::atom::wake, model::room_name room) { woken.push_back(room); });
    aut = sys.spawn(mailbox_waker, reader, rooms, pause);
    caf::anon_send(aut, vestnik::atom::wake::value);
    consume_messages();
  }

  ~fixture() { end(aut, reader, rooms); }

  int questions = 0;
  bool is_away = true;
  std::vector<model::room_name> woken;
  store_reader_actor reader;
  own_rooms_actor rooms;
  mailbox_waker_actor aut;
};

} // namespace mailbox_waker_tests

CAF_TEST_FIXTURE_SCOPE(mailbox_waker_tests, fixture)

CAF_TEST(a database that is away at the start is asked until it answers and once then) {
  CAF_CHECK(woken.empty());
  sched.advance_time(pause);
  consume_messages();
  CAF_CHECK_EQUAL(questions, 2);
  CAF_CHECK(woken.empty());
  is_away = false;
  sched.advance_time(pause);
  consume_messages();
  CAF_CHECK(woken == (std::vector{model::room_of(model::account_id{7}),
                                  model::room_of(model::account_id{8})}));
  sched.advance_time(pause);
  consume_messages();
  CAF_CHECK_EQUAL(questions, 3);
}

CAF_TEST_FIXTURE_SCOPE_END()
