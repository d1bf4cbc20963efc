#define CAF_SUITE room_owner_repeats
#include "actors/messenger/chat.hpp"
#include "actors/rooms/room_owner.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace room_owner_repeats_tests {

constexpr model::chat_id id{42};
constexpr model::room_name room{model::room_kind::chat, 42};
constexpr model::user_id alice{1};

/// A dialog whose writer stores what comes first and loses the answer, keeps the repetition
/// waiting, and has no room for what comes then.
struct fixture : actor_fixture {
  fixture() {
    db.person(1, "alice");
    db.person(2, "boris");
    db.commit(storage::open_dialog{id, alice, model::user_id{2}, at(1)});
    writer = caf::actor_cast<store_writer_actor>(sys.spawn(
        [](caf::event_based_actor* me, fixture* test) -> caf::behavior {
          return {
              [test](const storage::activate_room& request) { return test->db.commit(request); },
              [test, me](const storage::append& request) { return test->answer_to(request, me); },
              [test](atom::commit) { test->waiting.deliver(test->db.commit(test->repeated)); }};
        },
        this));
    follower = spawn_fake<caf::actor>(
        sys, [](std::uint64_t) {}, [this](const publication&) { heard.emplace_back("told"); },
        [this](const model::json_text&) { heard.emplace_back("answered"); });
    aut =
        sys.spawn(chat, id, store{writer, db.handles.readers}, directory_actor{},
                  std::make_shared<model::id_generator>(0), room_settings{"n1", {}}, chat_limits{});
    consume_messages();
    say(follower, aut, room_follow{room});
    consume_messages();
  }

  ~fixture() {
    auto real = db.handles.writer;
    end(aut, follower, writer, real);
  }

  caf::result<storage::append::result_type> answer_to(const storage::append& request,
                                                      caf::event_based_actor* me) {
    switch (++appends) {
    case 1:
      db.commit(request);
      return to_caf({model::ec::outcome_unknown, "the answer is lost"});
    case 2:
      repeated = request;
      waiting = typed_answer_promise<storage::append::result_type>{*me};
      return waiting;
    default:
      return to_caf({model::ec::unavailable, "too many writes wait"});
    }
  }

  static model::command message(const std::string& op) {
    return {alice, room, op, model::send_message{"text"}};
  }

  actor_store db{sys};
  int appends = 0;
  storage::append repeated;
  typed_answer_promise<storage::append::result_type> waiting;
  std::vector<std::string> heard;
  store_writer_actor writer;
  caf::actor follower;
  room_actor aut;
};

} // namespace room_owner_repeats_tests

CAF_TEST_FIXTURE_SCOPE(room_owner_repeats_tests, fixture)

CAF_TEST(
    a repetition is answered before its event is told although a later write is refused at once) {
  say(follower, aut, message("1"));
  expect((model::command), from(follower).to(aut));
  expect((atom::flush), from(aut).to(aut));
  expect((storage::append), from(aut).to(writer));
  question<model::json_text> second{sys, aut, message("2")};
  consume_messages();
  CAF_CHECK(code_of(second.answer()) == model::ec::unavailable);
  CAF_CHECK(heard.empty());
  say(self, writer, atom::commit::value);
  consume_messages();
  CAF_CHECK(heard == (std::vector<std::string>{"answered", "told"}));
}

CAF_TEST_FIXTURE_SCOPE_END()
