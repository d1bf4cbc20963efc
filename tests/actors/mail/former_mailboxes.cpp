#define CAF_SUITE former_mailboxes
#include "actors/mail/former_mailboxes.hpp"

#include "storage/nodes/node_table.hpp"

#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using failure = storage::test::failing_database::failure;

namespace former_mailboxes_tests {

constexpr model::room_name moved{model::room_kind::mailbox, 7};
constexpr model::room_name kept{model::room_kind::mailbox, 8};

/// Two nodes whose leases end long after the test, and two mailboxes that the first has.
struct fixture : actor_fixture {
  fixture() {
    const auto alice = db.person(1, "alice");
    for (const auto room : {moved, kept}) {
      db.commit(storage::create_mail_account{model::account_id{room.id},
                                             alice,
                                             model::to_string(room),
                                             model::to_string(room),
                                             {model::to_string(room), 993, {}, "alice"},
                                             "sealed",
                                             at(0)});
      db.commit(storage::activate_room{room, "n1", me});
    }
    aut = sys.spawn(former_mailboxes, db.handles, me);
    consume_messages();
  }

  ~fixture() { end(aut, db.handles.writer, db.handles.readers.front()); }

  model::node_id active(const std::string& name) {
    const auto made = must(nodes.join({name, name})).id;
    (void)must(nodes.carry_out(made, {model::node_order::kind::enter, {}}));
    return made;
  }

  static room_share all_but_the_moved() {
    return {[](model::room_name room) { return room != moved; }};
  }

  /// Whether another node that takes the room may follow its server at once.
  bool is_free(model::room_name room) {
    db.commit(storage::activate_room{room, "n2", other});
    return db.ask(storage::fetch_clearance{room, other}) == std::chrono::milliseconds{0};
  }

  actor_store db{sys};
  std::unique_ptr<storage::database> in =
      must(storage::sqlite_database::open({.file = db.folder / "vestnik.db"}));
  storage::node_table nodes{
      *in, [](storage::database&) { return model::timestamp{std::chrono::days{70'000}}; }, {}};
  model::node_id me = active("n1");
  model::node_id other = active("n2");
  former_mailboxes_actor aut;
};

} // namespace former_mailboxes_tests

CAF_TEST_FIXTURE_SCOPE(former_mailboxes_tests, fixture)

CAF_TEST(mailboxes that do not stay are released although nobody has them loaded) {
  say(self, aut, all_but_the_moved());
  consume_messages();
  CAF_CHECK(is_free(moved));
  CAF_CHECK(!is_free(kept));
}

CAF_TEST(a mailbox that another node has taken already is released too) {
  CAF_CHECK(!is_free(moved));
  say(self, aut, all_but_the_moved());
  consume_messages();
  CAF_CHECK(is_free(moved));
}

CAF_TEST(a mailbox that the node takes again while it is released stays its own) {
  say(self, aut, all_but_the_moved());
  expect((room_share), from(_).to(aut));
  expect((storage::unreleased_mailboxes), from(aut).to(db.handles.readers.front()));
  expect((storage::unreleased_mailboxes::result_type), from(_).to(aut));
  db.commit(storage::activate_room{moved, "n1", me});
  consume_messages();
  CAF_CHECK(!is_free(moved));
}

CAF_TEST(what the database refuses is tried until it is done) {
  *db.commits = {failure{model::ec::internal}};
  say(self, aut, all_but_the_moved());
  consume_messages();
  sched.advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK(is_free(moved));
}

CAF_TEST(the newest share counts also when it comes in between) {
  say(self, aut, room_share{[](model::room_name) { return true; }});
  expect((room_share), from(_).to(aut));
  say(self, aut, all_but_the_moved());
  expect((room_share), from(_).to(aut));
  consume_messages();
  CAF_CHECK(is_free(moved));
  CAF_CHECK(!is_free(kept));
}

CAF_TEST_FIXTURE_SCOPE_END()
